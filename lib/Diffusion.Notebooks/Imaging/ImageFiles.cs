using SkiaSharp;

namespace Diffusion.Notebooks;

/// <summary>Reads image files of the usual formats (PNG, JPEG, WebP, BMP, GIF).</summary>
public static class ImageFiles
{
    /// <summary>
    /// An <see cref="ImageDecoder"/>: cuts the middle square out of the image, resizes it, and gives its pixels channel
    /// after channel.
    /// </summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="channels">1 for grey, 3 for colour.</param>
    /// <param name="size">Width and height wanted.</param>
    /// <returns>channels · size · size bytes, or null where the file is no image.</returns>
    public static byte[]? Decode(byte[] file, int channels, int size)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "1 for grey or 3 for colour.");
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null) return null;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var whole = new SKBitmap(info);
        // SKBitmap.Decode would take what a truncated file still holds, and leave the rest black.
        if (codec.GetPixels(info, whole.GetPixels()) != SKCodecResult.Success) return null;
        var side = Math.Min(whole.Width, whole.Height);
        var (left, top) = ((whole.Width - side) / 2, (whole.Height - side) / 2);
        using var square = new SKBitmap(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(square))
        using (var image = SKImage.FromBitmap(whole))
        {
            canvas.Clear(SKColors.White);
            canvas.DrawImage(image, SKRect.Create(left, top, side, side), SKRect.Create(0, 0, size, size),
                new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
        var pixels = new byte[channels * size * size];
        for (var i = 0; i < size * size; i++)
        {
            var colour = square.GetPixel(i % size, i / size);
            if (channels == 1)
                pixels[i] = (byte)Math.Round(0.299 * colour.Red + 0.587 * colour.Green + 0.114 * colour.Blue);
            else
                (pixels[i], pixels[size * size + i], pixels[2 * size * size + i]) = (colour.Red,
                    colour.Green, colour.Blue);
        }
        return pixels;
    }
}
