namespace Diffusion.Notebooks;

/// <summary>Pictures as addresses that hold them (<c>data:</c>), so that a page loads nothing.</summary>
internal static class DataAddress
{
    private const int GreyLevels = 64;
    private const int WebPQuality = 85;

    /// <summary>A figure or a grid with captions.</summary>
    public static string Of(Picture picture) => Smallest(PngFile.Encode(picture, exact: false), picture);

    /// <summary>A sheet of images; greys in 64 steps.</summary>
    public static string OfSheet(Picture sheet)
    {
        var isGrey = true;
        for (var i = 0; i < sheet.Rgb.Length && isGrey; i += 3)
            isGrey = sheet.Rgb[i] == sheet.Rgb[i + 1] && sheet.Rgb[i] == sheet.Rgb[i + 2];
        return isGrey ? Png(PngFile.Encode(sheet.Posterise(GreyLevels))) : Smallest(PngFile.Encode(sheet), sheet);
    }

    /// <summary>A picture that keeps every value: a script computes with it.</summary>
    public static string OfExact(Picture picture)
    {
        var (png, webp) = (PngFile.Encode(picture), Canvas.ToExactWebP(picture));
        return webp.Length < png.Length ? "data:image/webp;base64," + Convert.ToBase64String(webp) : Png(png);
    }

    /// <summary>The PNG file, or the picture as WebP where that is smaller: every browser reads both.</summary>
    private static string Smallest(byte[] png, Picture picture)
    {
        var webp = Canvas.ToWebP(picture, WebPQuality);
        return webp.Length < png.Length ? "data:image/webp;base64," + Convert.ToBase64String(webp) : Png(png);
    }

    private static string Png(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);
}
