using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.PixelFormats;
using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

public sealed class ImageSharpTests
{
    [Fact]
    public void A_grey_image_keeps_its_levels()
    {
        using var image = Assert.IsType<Image<L8>>(
            tensor(new float[] { -1, 1, 0, 3, -7, float.NaN }).reshape(1, 2, 3).ToImageSharp());

        Assert.Equal((3, 2), (image.Width, image.Height));
        Assert.Equal([0, 255, 128, 255, 0, 0], new[]
        {
            image[0, 0], image[1, 0], image[2, 0], image[0, 1], image[1, 1], image[2, 1]
        }.Select(pixel => (int)pixel.PackedValue));
    }

    [Fact]
    public void Channels_are_red_green_blue_and_the_range_is_respected()
    {
        var colour = zeros(3, 2, 2);
        (colour[0, 0, 1], colour[2, 1, 0]) = (tensor(1f), tensor(0.5f));
        using var image = Assert.IsType<Image<Rgb24>>(colour.ToImageSharp(range: (0, 1)));

        Assert.Equal(new Rgb24(255, 0, 0), image[1, 0]);
        Assert.Equal(new Rgb24(0, 0, 128), image[0, 1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void There_and_back_is_the_same_to_half_a_level(int channels)
    {
        var given = rand(1, channels, 5, 7, generator: new Generator(1)) * 2 - 1;
        using var image = given.ToImageSharp();
        var again = image.ToTensor();

        Assert.Equal([channels, 5, 7], again.shape);
        Assert.Equal(ScalarType.Float32, again.dtype);
        Assert.InRange((again - given[0]).abs().max().item<float>(), 0.001f, 1.001f / 255);
        Assert.True(image.ToTensor(range: (0, 255)).round().allclose(((given[0] + 1) * 127.5).round()));
    }

    [Fact]
    public void Transparent_and_deep_images_are_read_too()
    {
        using var deep = new Image<L16>(2, 1, new L16(65535));
        Assert.True(deep.ToTensor().allclose(ones(1, 1, 2)));
        using var clear = new Image<Rgba32>(1, 1, new Rgba32(255, 0, 51, 0));
        Assert.True(clear.ToTensor(range: (0, 1)).flatten().allclose(tensor(new float[] { 1, 0, 0.2f })));
    }

    [Fact]
    public void A_batch_and_a_wrong_shape_are_named()
    {
        Assert.Contains("[4, 1, 2, 2] holds 4 images",
            Assert.Throws<ArgumentException>(() => zeros(4, 1, 2, 2).ToImageSharp()).Message);
        Assert.Contains("[2, 3, 3]", Assert.Throws<ArgumentException>(() => zeros(2, 3, 3).ToImageSharp()).Message);
    }

    [Fact]
    public void A_grid_is_what_the_notebook_shows()
    {
        var grid = new ImageGrid(linspace(-1, 1, 32).reshape(2, 1, 4, 4), columns: 2).PixelSize(3);
        using var image = grid.ToImageSharp();
        var shown = Png.Pixels(grid.ToPng());

        Assert.Equal((shown.GetLength(1), shown.GetLength(0)), (image.Width, image.Height));
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                Assert.Equal(shown[y, x], (image[x, y].R, image[x, y].G, image[x, y].B));
    }

    [Fact]
    public void An_animation_has_its_frames_their_times_and_their_greys()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("gif").FullName, "film.gif");
        Animation.SaveGif(path, Enumerable.Range(0, 3).Select(i => full(1, 1, 2, 2, i - 1f)), milliseconds: 50);

        using var film = Image.Load<Rgb24>(path);
        Assert.Equal(3, film.Frames.Count);
        Assert.Equal([5, 5, 50],
            film.Frames.Cast<ImageFrame<Rgb24>>().Select(frame => frame.Metadata.GetGifMetadata().FrameDelay));
        Assert.Equal(0, film.Metadata.GetGifMetadata().RepeatCount);
        Assert.Equal([0, 128, 255], film.Frames.Cast<ImageFrame<Rgb24>>().Select(frame => (int)frame[0, 0].R));
    }

    [Fact]
    public void What_is_no_animation_is_named_and_nothing_is_written()
    {
        var folder = Directory.CreateTempSubdirectory("gif").FullName;
        var path = Path.Combine(folder, "film.gif");
        Assert.Contains("at least one frame",
            Assert.Throws<ArgumentException>(() => Animation.SaveGif(path, Array.Empty<Tensor>())).Message);
        Assert.Contains("too short",
            Assert.Throws<ArgumentException>(() => Animation.SaveGif(path, [zeros(2, 2)], milliseconds: 5)).Message);
        var wrong = Assert.Throws<ArgumentException>(() => Animation.SaveGif(path, [zeros(2, 2), zeros(4, 2)]));
        Assert.Contains("Frame 2 is", wrong.Message);
        Assert.Empty(Directory.GetFiles(folder));
    }
}
