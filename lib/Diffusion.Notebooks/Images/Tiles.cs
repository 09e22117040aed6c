using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>Turns tensors into pictures.</summary>
internal static class Tiles
{
    /// <summary>The images of a batch.</summary>
    /// <param name="images"><c>[B,1,H,W]</c>, <c>[B,3,H,W]</c>, <c>[C,H,W]</c> or <c>[H,W]</c>.</param>
    /// <param name="range">The values of black and white.</param>
    public static Picture[] Of(Tensor images, (double Black, double White) range)
    {
        var shape = images.shape;
        var (count, channels, height, width) = shape switch
        {
            [var b, var c, var h, var w] => ((int)b, (int)c, (int)h, (int)w),
            [var c, var h, var w] => (1, (int)c, (int)h, (int)w),
            [var h, var w] => (1, 1, (int)h, (int)w),
            _ => (0, 0, 0, 0),
        };
        if (channels is not (1 or 3) || images.numel() == 0)
            throw new ArgumentException(
                "Images are a tensor [B,1,H,W] or [B,3,H,W] (or one image [C,H,W] or [H,W]), with no side of 0; this "
                + $"one is [{string.Join(", ", shape)}].", nameof(images));
        var values = Numbers.Read(images);
        var pixels = height * width;
        return [.. Enumerable.Range(0, count).Select(image =>
        {
            var rgb = new byte[3 * pixels];
            for (var i = 0; i < rgb.Length; i++)
            {
                var channel = channels == 1 ? 0 : i % 3;
                rgb[i] = Level(values[(image * channels + channel) * pixels + i / 3], range);
            }
            return new Picture(width, height, rgb);
        })];
    }

    /// <summary>0 at black, 255 at white; NaN shows as black.</summary>
    private static byte Level(double value, (double Black, double White) range)
    {
        var light = (value - range.Black) / (range.White - range.Black);
        return double.IsNaN(light) ? (byte)0 : (byte)Math.Round(255 * Math.Clamp(light, 0, 1));
    }
}
