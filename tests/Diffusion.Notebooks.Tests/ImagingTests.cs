using SkiaSharp;
using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

public sealed class ImagingTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(200)]
    [InlineData(5000)]
    public void A_png_file_keeps_every_pixel(int colours)
    {
        var random = new Random(colours);
        var table = Enumerable.Range(0, colours).Select(
            _ => new byte[] { (byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256) }).ToArray();
        var picture = new Picture(
            101, 67, [.. Enumerable.Range(0, 101 * 67).SelectMany(_ => table[random.Next(colours)])]);

        var read = Png.Pixels(PngFile.Encode(picture));

        for (var y = 0; y < 67; y++)
            for (var x = 0; x < 101; x++)
                Assert.Equal(picture[x, y], read[y, x]);
    }

    [Fact]
    public void An_inexact_png_file_is_close_and_smaller()
    {
        var picture = new Picture(256, 64, [.. Enumerable.Range(0, 256 * 64)
            .SelectMany(i => new[] { (byte)(i % 256), (byte)(i / 256 * 4), (byte)0 })]);
        var exact = PngFile.Encode(picture);
        var small = PngFile.Encode(picture, exact: false);

        Assert.Equal((256, 64), Png.Size(small));
        Assert.Equal(3, small[25]); // colour table
        Assert.Equal(2, exact[25]); // 24 bits
    }

    [Fact]
    public void An_image_grid_has_crisp_pixels_of_the_right_grey()
    {
        var grid = new ImageGrid(tensor(new float[] { -1, 1, 0, 3 }).reshape(1, 1, 2, 2)).PixelSize(10);
        var pixels = Png.Pixels(grid.ToPng());

        Assert.Equal((20, 20), (pixels.GetLength(0), pixels.GetLength(1)));
        Assert.Equal((0, 0, 0), pixels[9, 9]);
        Assert.Equal((255, 255, 255), pixels[9, 10]);
        Assert.Equal((128, 128, 128), pixels[10, 9]);
        Assert.Equal((255, 255, 255), pixels[19, 19]);
        Assert.Equal("Image of 2x2 pixels", grid.ToString());
    }

    [Fact]
    public void Channels_are_red_green_blue_and_the_range_is_respected()
    {
        var images = zeros(2, 3, 2, 2);
        images[1, 0] = 1;
        var pixels = Png.Pixels(new ImageGrid(images, columns: 2, range: (0, 1)).PixelSize(1).ToPng());

        Assert.Equal((2, 5), (pixels.GetLength(0), pixels.GetLength(1)));
        Assert.Equal((0, 0, 0), pixels[0, 1]);
        Assert.Equal((255, 255, 255), pixels[0, 2]); // the gap
        Assert.Equal((255, 0, 0), pixels[1, 4]);
    }

    [Fact]
    public void A_film_strip_puts_batches_in_rows()
    {
        var strip = ImageGrid.FilmStrip([("black", -ones(3, 1, 4, 4)), ("white", ones(3, 1, 4, 4))]).PixelSize(5);
        var pixels = Png.Pixels(strip.ToPng());
        var (height, width) = (pixels.GetLength(0), pixels.GetLength(1));

        Assert.Equal(2 * 9 * 5, height);
        Assert.Equal((0, 0, 0), pixels[20, width - 20]);
        Assert.Equal((255, 255, 255), pixels[height - 20, width - 20]);
    }

    [Fact]
    public void A_wrong_shape_and_wrong_captions_are_named()
    {
        Assert.Contains("[1, 0, 4]", Assert.Throws<ArgumentException>(() => new ImageGrid(zeros(1, 0, 4))).Message);
        Assert.Contains("[2, 1, 4, 0]",
            Assert.Throws<ArgumentException>(() => new ImageGrid(zeros(2, 1, 4, 0))).Message);
        Assert.Contains("[0, 1, 4, 4]",
            Assert.Throws<ArgumentException>(() => new ImageGrid(zeros(0, 1, 4, 4))).Message);
        Assert.Contains("[2, 5, 4, 4]",
            Assert.Throws<ArgumentException>(() => new ImageGrid(zeros(2, 5, 4, 4))).Message);
        Assert.Contains("3 columns, but there are 2 captions", Assert.Throws<ArgumentException>(
            () => new ImageGrid(zeros(3, 1, 4, 4), columns: 3).Columns("a", "b")).Message);
    }

    [Fact]
    public void Greek_and_mathematical_letters_are_in_the_font()
    {
        foreach (var letter in "αβγεθλμσφωΣ√∞≤≥≈·−→←±²³₀₁₂ᵢₜ∇∂∫")
            Assert.NotEqual(0, CourseFont.Typeface(bold: false).GetGlyph(letter));
    }

    [Fact]
    public void ADamagedImageFileIsNoImageOrTheRightOneNeverAPartOfIt()
    {
        using var bitmap = new SKBitmap(24, 16, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var i = 0; i < 24 * 16; i++)
            bitmap.SetPixel(i % 24, i / 24, new SKColor((byte)(i * 7), (byte)(i * 13), (byte)(i * 29)));
        var random = new Random(3);
        var (refused, right) = (0, 0);
        foreach (var format in new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp })
        {
            using var encoded = bitmap.Encode(format, 100);
            var file = encoded.ToArray();
            var truth = ImageFiles.Decode(file, 3, 8);
            Assert.NotNull(truth);
            for (var i = 0; i < 150; i++)
            {
                var bad = file.ToArray();
                // A flipped bit is noticed where the format has a checksum; everything cut short is.
                if (i % 2 == 0 && format == SKEncodedImageFormat.Png)
                    bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
                else bad = bad[..random.Next(bad.Length * 3 / 4)];
                if (ImageFiles.Decode(bad, 3, 8) is not { } read) refused++;
                else
                {
                    Assert.True(truth.AsSpan().SequenceEqual(read), $"{format}, case {i}: wrong pixels, no error");
                    right++;
                }
            }
        }
        Assert.Equal(450, refused + right);
        Assert.InRange(refused, 400, 450);
    }
}
