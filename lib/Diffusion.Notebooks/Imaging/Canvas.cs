using System.Runtime.InteropServices;
using SkiaSharp;

namespace Diffusion.Notebooks;

/// <summary>Where a text starts from its given x.</summary>
internal enum TextAlign
{
    /// <summary>The text begins at x.</summary>
    Left,

    /// <summary>The text has its middle at x.</summary>
    Centre,

    /// <summary>The text ends at x.</summary>
    Right,
}

/// <summary>
/// A white sheet to draw on, measured in CSS pixels; <c>scale</c> pixels of the picture for each of them.
/// </summary>
/// <remarks>
/// This class, <see cref="CourseFont"/> and <see cref="ChartPainter"/> are all that knows SkiaSharp: whoever wants
/// another imaging library writes these three again.
/// </remarks>
internal sealed class Canvas : IDisposable
{
    private readonly SKBitmap bitmap;
    private readonly float scale;

    public Canvas(double width, double height, double scale)
    {
        this.scale = (float)scale;
        var info = new SKImageInfo((int)Math.Ceiling(width * scale), (int)Math.Ceiling(height * scale),
            SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap = new SKBitmap(info);
        Surface = new SKCanvas(bitmap);
        Surface.Clear(SKColors.White);
    }

    /// <summary>The SkiaSharp canvas, in pixels of the picture.</summary>
    public SKCanvas Surface { get; }

    public static double MeasureText(string text, double size, bool bold = false)
    {
        using var font = new SKFont(CourseFont.Typeface(bold), (float)size);
        return font.MeasureText(text);
    }

    /// <summary>Draws one line of text; y is its baseline.</summary>
    public void DrawText(string text, double x, double y, double size, string colour = Palette.Ink, bool bold = false,
        TextAlign align = TextAlign.Left)
    {
        using var font = new SKFont(CourseFont.Typeface(bold), (float)size * scale)
        {
            Subpixel = true, Hinting = SKFontHinting.None
        };
        using var paint = Fill(colour);
        var side = align switch { TextAlign.Centre => SKTextAlign.Center, TextAlign.Right => SKTextAlign.Right,
            _ => SKTextAlign.Left };
        Surface.DrawText(text, (float)x * scale, (float)y * scale, side, font, paint);
    }

    /// <summary>Fills a rectangle, with rounded corners if a radius is given.</summary>
    public void FillRectangle(double x, double y, double width, double height, string colour, double radius = 0)
    {
        using var paint = Fill(colour);
        var rectangle = SKRect.Create((float)x * scale, (float)y * scale, (float)width * scale, (float)height * scale);
        Surface.DrawRoundRect(rectangle, (float)radius * scale, (float)radius * scale, paint);
    }

    /// <summary>Draws a straight line, dashed if asked.</summary>
    public void DrawLine(double x1, double y1, double x2, double y2, string colour, double width, bool dashed = false)
    {
        using var paint = Fill(colour);
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = (float)width * scale;
        using var dash = dashed ? SKPathEffect.CreateDash([5 * scale, 4 * scale], 0) : null;
        paint.PathEffect = dash;
        Surface.DrawLine((float)x1 * scale, (float)y1 * scale, (float)x2 * scale, (float)y2 * scale, paint);
    }

    /// <summary>Fills a circle.</summary>
    public void FillCircle(double x, double y, double radius, string colour)
    {
        using var paint = Fill(colour);
        Surface.DrawCircle((float)x * scale, (float)y * scale, (float)radius * scale, paint);
    }

    /// <summary>Draws a picture with its top left corner at (x, y).</summary>
    /// <param name="picture">The pixels.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Top edge.</param>
    /// <param name="pixelSize">
    /// The size of one of its pixels; an integer number of the canvas's pixels keeps it crisp.
    /// </param>
    public void DrawPicture(Picture picture, double x, double y, double pixelSize)
    {
        using var source = ToBitmap(picture);
        using var image = SKImage.FromBitmap(source);
        var target = SKRect.Create((float)Math.Round(x * scale), (float)Math.Round(y * scale),
            (float)(picture.Width * pixelSize * scale), (float)(picture.Height * pixelSize * scale));
        var shrinks = pixelSize * scale < 1;
        Surface.DrawImage(image, target, shrinks
            ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(SKFilterMode.Nearest));
    }

    /// <summary>The pixels drawn so far.</summary>
    public Picture ToPicture()
    {
        Surface.Flush();
        var rgba = bitmap.GetPixelSpan();
        var rgb = new byte[bitmap.Width * bitmap.Height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            rgba.Slice(from, 3).CopyTo(rgb.AsSpan(to));
        return new Picture(bitmap.Width, bitmap.Height, rgb);
    }

    /// <summary>Encodes a picture as a WebP file that is not exact but small: for noise in colour.</summary>
    public static byte[] ToWebP(Picture picture, int quality)
    {
        using var source = ToBitmap(picture);
        using var data = source.Encode(SKEncodedImageFormat.Webp, quality);
        return data.ToArray();
    }

    /// <summary>Encodes a picture as a WebP file that keeps every value.</summary>
    public static byte[] ToExactWebP(Picture picture)
    {
        using var source = ToBitmap(picture);
        using var pixels = source.PeekPixels()!;
        using var data = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100));
        return data!.ToArray();
    }

    public void Dispose()
    {
        Surface.Dispose();
        bitmap.Dispose();
    }

    private static SKBitmap ToBitmap(Picture picture)
    {
        var rgba = new byte[picture.Width * picture.Height * 4];
        for (int from = 0, to = 0; to < rgba.Length; from += 3, to += 4)
        {
            picture.Rgb.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = 255;
        }
        var target = new SKBitmap(
            new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(rgba, 0, target.GetPixels(), rgba.Length);
        return target;
    }

    private static SKPaint Fill(string colour) => new() { Color = SKColor.Parse(colour), IsAntialias = true };
}
