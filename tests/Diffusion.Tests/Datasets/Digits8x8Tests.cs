using System.IO.Compression;
using System.Text;
using TorchSharp;

namespace Diffusion.Tests;

public sealed class Digits8x8Tests
{
    [Fact]
    public void TheFirstDigitIsTheZeroOfTheOriginalTable()
    {
        var digits = Digits8x8.Load();
        Assert.Equal(1797, digits.Count);
        using var images = digits.Images();
        using var labels = digits.Labels();
        Assert.Equal([1797, 1, 8, 8], images.shape);
        // The table's first line begins 0,0,5,13,9,1 and ends with the digit 0; 16 is white.
        Assert.Equal([-1, -1, 5 / 8f - 1, 13 / 8f - 1, 9 / 8f - 1, 1 / 8f - 1], images[0, 0, 0].data<float>().Take(6));
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7, 8, 9], labels.data<long>().Take(10));
        Assert.Equal((-1f, 1f), (images.min().item<float>(), images.max().item<float>()));
    }

    [Fact]
    public void ABatchHoldsTheImagesAskedForInTheirOrder()
    {
        var digits = Digits8x8.Load();
        using var all = digits.Images();
        var (images, labels) = digits.Batch([5, 0, 1796]);
        Assert.True(images[0].equal(all[5]).all().item<bool>());
        Assert.True(images[2].equal(all[1796]).all().item<bool>());
        Assert.Equal([5L, 0, 8], labels!.data<long>());
        Assert.Contains("1797", Assert.Throws<ArgumentOutOfRangeException>(() => digits.Batch([1797])).Message);
    }

    [Fact]
    public void SubsetsKeepImagesAndLabelsTogether()
    {
        var digits = Digits8x8.Load();
        var threes = digits.OfClass(3);
        Assert.Equal(183, threes.Count);
        using var labels = threes.Labels();
        Assert.True(labels.eq(3).all().item<bool>());
        Assert.Equal(1797, digits.Take(100).Count + digits.Skip(100).Count);
        Assert.Equal(digits.Label(100), digits.Skip(100).Label(0));
    }

    [Theory]
    [InlineData("1,2,3", "line 1: 64 pixels")]
    [InlineData("17,PIXELS", "line 1, number 1: '17'")]
    [InlineData("x,PIXELS", "line 1, number 1: 'x'")]
    [InlineData("0,PIXELS", "holds 1 digits")]
    public void ADamagedTableIsRefusedInWords(string line, string words)
    {
        var text = line.Replace("PIXELS", string.Join(',', Enumerable.Repeat("0", 64)));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.ASCII.GetBytes(text + "\n"));
        var error = Assert.Throws<InvalidDataException>(() => Digits8x8.Parse(packed.ToArray(), "test.gz"));
        Assert.Contains(words, error.Message);
        Assert.Contains("test.gz", error.Message);
    }

    [Fact]
    public void ATruncatedOrForeignFileIsRefusedInWords()
    {
        var whole = EmbeddedData.Read("uci-digits-8x8.csv.gz");
        foreach (var length in new[] { 0, 5, 1000, whole.Length / 2, whole.Length - 9 })
            Assert.Contains("cut.gz",
                Assert.Throws<InvalidDataException>(() => Digits8x8.Parse(whole[..length], "cut.gz")).Message);
        var error = Assert.Throws<InvalidDataException>(
            () => Digits8x8.Parse(Encoding.ASCII.GetBytes("not gzip at all"), "text.gz"));
        Assert.Contains("text.gz", error.Message);
    }

    [Fact]
    public void AWrongChecksumIsRefusedAndNamesBoth()
    {
        var error =
            Assert.Throws<InvalidDataException>(() => EmbeddedData.Verify("a.bin", [1, 2, 3], new string('0', 64)));
        Assert.Contains("a.bin", error.Message);
        Assert.Contains("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", error.Message);
        Assert.Contains("uci-digits", Assert.Throws<FileNotFoundException>(() => EmbeddedData.Read("nothing")).Message);
    }

    [Fact]
    public void ImagesThatDoNotFitTheirLabelsAreRefused()
    {
        LabelledImages Make(int pixels, byte label, byte pixel = 0) =>
            new("test", [.. Enumerable.Repeat(pixel, pixels)], [label], 1, 2, 2, ["a", "b"], white: 16);
        Assert.Equal(1, Make(4, 1).Count);
        Assert.Contains("need 4 pixels", Assert.Throws<InvalidDataException>(() => Make(5, 1)).Message);
        Assert.Contains("class 2", Assert.Throws<InvalidDataException>(() => Make(4, 2)).Message);
        Assert.Contains("brighter than white", Assert.Throws<InvalidDataException>(() => Make(4, 1, 17)).Message);
    }
}
