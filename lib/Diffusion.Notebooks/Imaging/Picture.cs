namespace Diffusion.Notebooks;

/// <summary>Pixels: 8-bit red, green, blue, row after row, no transparency.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">3·Width·Height bytes.</param>
internal sealed record Picture(int Width, int Height, byte[] Rgb)
{
    /// <summary>The colour of one pixel.</summary>
    public (byte R, byte G, byte B) this[int x, int y]
    {
        get
        {
            var at = 3 * (y * Width + x);
            return (Rgb[at], Rgb[at + 1], Rgb[at + 2]);
        }
    }

    /// <summary>
    /// Each pixel becomes a square of <paramref name="factor"/> x <paramref name="factor"/> equal pixels.
    /// </summary>
    public Picture Enlarge(int factor)
    {
        if (factor == 1)
            return this;
        var stride = 3 * Width * factor;
        var target = new byte[stride * Height * factor];
        for (var y = 0; y < Height; y++)
        {
            var row = target.AsSpan(y * factor * stride, stride);
            for (var x = 0; x < Width * factor; x++)
                Rgb.AsSpan(3 * (y * Width + x / factor), 3).CopyTo(row[(3 * x)..]);
            for (var copy = 1; copy < factor; copy++)
                row.CopyTo(target.AsSpan((y * factor + copy) * stride, stride));
        }
        return new Picture(Width * factor, Height * factor, target);
    }

    /// <summary>
    /// The same picture in at most <paramref name="levels"/> greys or, for colours, levels a channel.
    /// </summary>
    /// <remarks>Noise hardly compresses; fewer levels are the only thing that makes it smaller.</remarks>
    public Picture Posterise(int levels)
    {
        var step = 255.0 / (levels - 1);
        var map = Enumerable.Range(0, 256).Select(v => (byte)Math.Round(Math.Round(v / step) * step)).ToArray();
        return this with { Rgb = Array.ConvertAll(Rgb, v => map[v]) };
    }
}
