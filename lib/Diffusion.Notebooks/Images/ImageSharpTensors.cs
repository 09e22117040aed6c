using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.PixelFormats;
using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// Tensors as ImageSharp's images, and back: to resize, to draw on, to save in a format of one's choice. Our own pixels
/// only; files of strangers are read by <see cref="ImageFiles"/>, because ImageSharp's known flaws are in its decoders.
/// </summary>
/// <example><code>
/// using Image image = samples[0].ToImageSharp();
/// image.Mutate(at => at.Resize(280, 280, KnownResamplers.NearestNeighbor));
/// image.SaveAsWebp("sample.webp");
/// using Tensor again = image.ToTensor();
/// </code></example>
public static class ImageSharpTensors
{
    /// <summary>One image as ImageSharp's: <see cref="L8"/> for one channel, <see cref="Rgb24"/> for three.</summary>
    /// <param name="image">
    /// <c>[C,H,W]</c> or <c>[1,C,H,W]</c> with one channel (grey) or three (red, green, blue), or <c>[H,W]</c>.
    /// </param>
    /// <param name="range">The values of black and white; values beyond are cut off. Null: -1 and 1.</param>
    /// <returns>An <c>Image&lt;L8&gt;</c> or <c>Image&lt;Rgb24&gt;</c>; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape, or holds several images.</exception>
    public static Image ToImageSharp(this Tensor image, (double Black, double White)? range = null)
    {
        var tiles = Tiles.Of(image, range ?? (-1, 1));
        if (tiles.Length > 1)
            throw new ArgumentException(
                $"The tensor [{string.Join(", ", image.shape)}] holds {tiles.Length} images; take one, "
                + "x[0].ToImageSharp(), or all on a sheet, new ImageGrid(x).ToImageSharp().",
                nameof(image));
        var isGrey = image.dim() == 2 || image.shape[^3] == 1;
        return isGrey ? Grey(tiles[0]) : Colour(tiles[0]);
    }

    /// <summary>The grid as a notebook shows it, titles and captions included.</summary>
    /// <param name="grid">The grid.</param>
    /// <returns>The caller disposes it.</returns>
    public static Image<Rgb24> ToImageSharp(this ImageGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return Colour(grid.Shown());
    }

    /// <summary>An image's pixels as a tensor.</summary>
    /// <param name="image">
    /// Grey images (<c>L8</c>, <c>L16</c>) give one channel, all others three; transparency is left out.
    /// </param>
    /// <param name="range">The values of black and white. Null: -1 and 1.</param>
    /// <returns><c>[1,H,W]</c> or <c>[3,H,W]</c>, float32; the caller owns it.</returns>
    public static Tensor ToTensor(this Image image, (double Black, double White)? range = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (black, white) = range ?? (-1, 1);
        var isGrey = image is Image<L8> or Image<L16>;
        var bytes = isGrey ? Bytes<L8>(image) : Bytes<Rgb24>(image);
        using var scope = NewDisposeScope();
        var pixels = tensor(bytes).reshape(image.Height, image.Width, isGrey ? 1 : 3).permute(2, 0, 1);
        return (pixels.to(ScalarType.Float32) * ((white - black) / 255) + black).contiguous().MoveToOuterDisposeScope();
    }

    private static Image<L8> Grey(Picture picture)
    {
        var levels = new byte[picture.Width * picture.Height];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = picture.Rgb[3 * i];
        return Image.LoadPixelData<L8>(levels, picture.Width, picture.Height);
    }

    internal static Image<Rgb24> Colour(Picture picture) =>
        Image.LoadPixelData<Rgb24>(picture.Rgb, picture.Width, picture.Height);

    private static byte[] Bytes<TPixel>(Image image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var same = image.CloneAs<TPixel>();
        var bytes = new byte[same.Width * same.Height * same.PixelType.BitsPerPixel / 8];
        same.CopyPixelDataTo(bytes);
        return bytes;
    }
}
