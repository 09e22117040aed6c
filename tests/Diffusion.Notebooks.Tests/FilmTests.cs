using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;
using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

public sealed class FilmTests
{
    private static ImageGrid Frame(double value) => new ImageGrid(full([2, 1, 4, 4], value), columns: 2).PixelSize(2);

    [Fact]
    public void AnotherDecoderReadsEveryFrameAndItsTime()
    {
        var png = new Film([Frame(-1), Frame(0.1), Frame(1)], seconds: 1, hold: 2.5).ToPng();
        using var codec = SKCodec.Create(new SKMemoryStream(png));
        Assert.Equal((18, 8), (codec.Info.Width, codec.Info.Height));
        // Where no animation is known, the last frame stands.
        Assert.Equal(((byte)255, (byte)255, (byte)255), Png.Pixels(png)[0, 0]);
        var frames = Chunks(png).Where(chunk => chunk.Type == "fcTL").ToList();
        Assert.Equal([500, 500, 2500],
            frames.Select(frame => (int)BinaryPrimitives.ReadUInt16BigEndian(frame.Data.AsSpan(20))));
        Assert.Equal(Enumerable.Range(0, 6), Chunks(png).Where(chunk => chunk.Type is "fcTL" or "fdAT")
            .Select(chunk => BinaryPrimitives.ReadInt32BigEndian(chunk.Data)));
        Assert.Equal([0, 135, 255],
            Chunks(png).Where(chunk => chunk.Type == "fdAT").Select(chunk => FirstGrey(png, chunk.Data[4..])));
    }

    [Fact]
    public void FramesOfTwoSizesOrTooFewAreRefused()
    {
        Assert.Contains("there are 1", Assert.Throws<ArgumentException>(() => new Film([Frame(0)])).Message);
        var odd = new ImageGrid(zeros(2, 1, 5, 4), columns: 2).PixelSize(2);
        Assert.Contains("Frame 1 is 18 x 10",
            Assert.Throws<ArgumentException>(() => new Film([Frame(0), odd])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Film([Frame(0), Frame(1)], seconds: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Film([Frame(0), Frame(1)], hold: double.NaN));
    }

    [Fact]
    public void APictureAtTwiceThePixelsSaysSo()
    {
        var chunks = Chunks(new ImageGrid(zeros(2, 1, 4, 4), columns: 2).Rows("a row").ToPng())
            .ToDictionary(chunk => chunk.Type, chunk => chunk.Data);
        Assert.Equal(7560, BinaryPrimitives.ReadInt32BigEndian(chunks["pHYs"])); // dots to the metre: 192 to the inch
        Assert.DoesNotContain("pHYs", Chunks(Frame(0).ToPng()).Select(chunk => chunk.Type));
    }

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            yield return (System.Text.Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
    }

    /// <summary>The first pixel of compressed rows of two bits a pixel: no filter changes it.</summary>
    private static int FirstGrey(byte[] png, byte[] data)
    {
        Assert.Equal(2, png[24]);
        using var rows = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        Assert.InRange(rows.ReadByte(), 0, 2);
        return Chunks(png).Single(chunk => chunk.Type == "PLTE").Data[3 * (rows.ReadByte() >> 6)];
    }
}
