using System.Buffers.Binary;
using SkiaSharp;

namespace Diffusion.Notebooks.Tests;

/// <summary>Reads PNG files with another decoder than the one under test writes with.</summary>
internal static class Png
{
    public static (int Width, int Height) Size(byte[] file) =>
        (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));

    public static (byte R, byte G, byte B)[,] Pixels(byte[] file)
    {
        using var bitmap = SKBitmap.Decode(file) ?? throw new InvalidDataException("Not a readable picture.");
        var pixels = new (byte, byte, byte)[bitmap.Height, bitmap.Width];
        for (var y = 0; y < bitmap.Height; y++)
            for (var x = 0; x < bitmap.Width; x++)
                pixels[y, x] = (bitmap.GetPixel(x, y).Red, bitmap.GetPixel(x, y).Green, bitmap.GetPixel(x, y).Blue);
        return pixels;
    }
}
