using Diffusion;
using Diffusion.Notebooks;

/// <summary>The way of README's "Your own pictures", from files to a drawn picture.</summary>
[Trait("Lane", "slow")]
public sealed class OwnImagesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("own-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task AFolderOfPicturesBecomesAModelThatDraws()
    {
        foreach (var (label, name) in new[] { (0, "zeros"), (1, "ones") })
        {
            Directory.CreateDirectory(Path.Combine(root, "pictures", name));
            using var images = Digits8x8.Load().OfClass(label).Take(12).Images();
            for (var i = 0; i < 12; i++)
            {
                using var image = images.narrow(0, i, 1);
                new ImageGrid(image).SavePng(Path.Combine(root, "pictures", name, $"{i}.png"));
            }
        }
        var (run, picture) = (Path.Combine(root, "run"), Path.Combine(root, "zeros.png"));

        var trained = await Typed.CourseAsync(
            "train", Path.Combine(root, "pictures"), "--size", "16", "--steps", "20", "--every", "20", "--batch", "8",
            "--threads", "1", "--device", "cpu", "--float32", "--output", run);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("pictures: 24 images 3 x 16 x 16, 2 classes", trained.Output);

        var model = Path.Combine(run, "model.safetensors");
        var drawn = await Typed.CourseAsync(
            "draw", model, "zeros", "--count", "2", "--steps", "2", "--threads", "1", "--out", picture);
        Assert.True(drawn.ExitCode == 0, drawn.Error);
        Assert.Contains(ImageFiles.Decode(File.ReadAllBytes(picture), 3, 32)!, value => value > 0);
        using var read = TrainedModel.Load(model);
        Assert.Equal(["ones", "zeros"], read.ClassNames);
        Assert.Equal([3, 16, 16], read.PictureShape);

        // Another word than the folders' is refused, and the folders are named.
        var wrong = await Typed.CourseAsync("draw", model, "twos", "--out", picture);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("zeros", wrong.Error);
    }
}
