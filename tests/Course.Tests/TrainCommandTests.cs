using System.Collections.Concurrent;
using System.Diagnostics;
using Course.Commands;
using Diffusion;

namespace Course.Tests;

[Trait("Lane", "slow")]
public sealed class TrainCommandTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("train").FullName;
    private readonly ConcurrentQueue<string?> errors = [];

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string[] Arguments(string folder, params string[] more) =>
        ["train", "digits", "--steps", "300", "--every", "10", "--batch", "4", "--threads", "1", "--device", "cpu",
            "--output", Path.Combine(root, folder), .. more];

    private Process Start(string folder, params string[] more)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "course.exe" : "course"),
            Arguments(folder, more))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data);
        // Nobody reads the rest; a full pipe would stop it.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task RunToTheEnd(string folder, params string[] more)
    {
        errors.Clear();
        using var process = Start(folder, more);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"course train ended with {process.ExitCode}:\n{string.Join('\n', errors)}");
    }

    private Dictionary<string, byte[]> Weights(string folder)
    {
        using var file = Safetensors.Load(Path.Combine(root, folder, "checkpoint.safetensors"));
        Assert.Equal("300", file.Metadata["step"]);
        return file.Tensors.ToDictionary(pair => pair.Key, pair => pair.Value.bytes.ToArray());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20, Explicit = true)]
    public async Task ARunThatIsKilledAgainAndAgainEndsWithTheSameBits(int kills)
    {
        var cancel = TestContext.Current.CancellationToken;
        await RunToTheEnd("whole");
        var random = new Random(7);
        var checkpoint = Path.Combine(root, "killed", "checkpoint.safetensors");
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = Start("killed", File.Exists(checkpoint) ? ["--resume"] : []);
            await Task.Delay(random.Next(200, 2500), cancel);
            process.Kill();
            await process.WaitForExitAsync(cancel);
        }
        await RunToTheEnd("killed", File.Exists(checkpoint) ? ["--resume"] : []);
        var (expected, found) = (Weights("whole"), Weights("killed"));
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        foreach (var (name, bytes) in expected)
            Assert.True(bytes.AsSpan().SequenceEqual(found[name]), $"{name} differs");
        Assert.Equal(301, File.ReadAllLines(Path.Combine(root, "killed", "loss.csv")).Length);
        Assert.True(File.Exists(Path.Combine(root, "killed", "samples-000300.png")));
        using var model = TrainedModel.Load(Path.Combine(root, "killed", "model.safetensors"));
        Assert.Equal("300", model.Story["steps"]);
    }

    [Fact]
    public async Task AClassifierIsTrainedAndNotOverwritten()
    {
        var folder = Path.Combine(root, "classifier");
        string[] arguments = ["train", "fashion", "--network", "classifier", "--passes", "1", "--output", folder];
        using var said = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(arguments, said, said));
        var path = Path.Combine(folder, "classifier.safetensors");
        using var classifier = ClassifierFile.Parse(File.ReadAllBytes(path), path);
        var unseen = DatasetStore.EmbeddedFashionMnist().Subset([.. Enumerable.Range(0, 1000).Select(i => 10 * i)]);
        using var images = unseen.Images();
        using var labels = unseen.Labels();
        Assert.InRange(classifier.Accuracy(images, labels), 0.75, 1);
        Assert.Equal(CommandLine.UsageError, await CommandLine.RunAsync(arguments, said, said));
        Assert.Contains("is there already", said.ToString());
    }

    [Theory]
    [InlineData("unet", true)]
    [InlineData("dit", true)]
    [InlineData("bag", false)]
    public async Task ScenesTeachAModelThatKnowsWords(string network, bool ordered)
    {
        var folder = Path.Combine(root, network);
        using var said = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(
            ["train", "scenes", "--network", network, "--steps", "2", "--batch", "2", "--threads", "1", "--device",
                "cpu", "--output", folder], said, said));
        using var model = TrainedModel.Load(Path.Combine(folder, "model.safetensors"));
        Assert.Equal(SceneWords.Vocabulary.Words, model.Network.Vocabulary!.Words);
        Assert.Equal(ordered, model.Network is not UNet { Sizes.WordOrder: false });
        Assert.Equal(network == "dit", model.Network is DiT);
        Assert.Equal([3, 32, 32], model.ImageShape);
        Assert.True(File.Exists(Path.Combine(folder, "samples-000002.png")));
    }

    [Theory]
    [InlineData("consistency")]
    [InlineData("dmd")]
    [InlineData("regression")]
    public async Task AStudentIsTaughtResumedAndDrawsInOneStep(string method)
    {
        var folder = Path.Combine(root, method);
        string[] arguments =
        [
            "distill", "fashion", "--method", method, "--batch", "2", "--pairs", "4", "--every", "2", "--float32",
            "--threads", "1",
            "--device", "cpu", "--output", folder,
        ];
        using var said = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync([.. arguments, "--steps", "2"], said, said));
        Assert.Equal(0, await CommandLine.RunAsync([.. arguments, "--steps", "3", "--resume"], said, said));
        Assert.Contains("from step 2", said.ToString());
        var path = Path.Combine(folder, "model.safetensors");
        using var student = TrainedModel.Load(path);
        Assert.Equal(("3", method, true),
            (student.Story["steps"], student.Story[TrainedModel.Distilled], student.IsOneStep));
        Assert.True(File.Exists(Path.Combine(folder, "samples-000003.png")));
        var drawn = Path.Combine(root, $"{method}.png");
        Assert.Equal(0, await CommandLine.RunAsync(["draw", path, "--out", drawn], said, said));
        Assert.True(File.Exists(drawn));
    }

    [Fact]
    public async Task AVaeIsTrainedThenItsLatentsAreLearnedAndDrawn()
    {
        var (vaes, latents) = (Path.Combine(root, "vae"), Path.Combine(root, "latent"));
        string[] brief = ["--batch", "4", "--threads", "1"];
        using var said = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(
            ["train", "digits", "--network", "vae", "--steps", "4", .. brief, "--output", vaes], said, said));
        var path = Path.Combine(vaes, "vae.safetensors");
        using (var vae = VaeFile.Load(path)) Assert.Equal([4, 2, 2], vae.Sizes.LatentShape());
        Assert.True(File.Exists(Path.Combine(vaes, "copies-000004.png")));
        // A finished run has nothing left to do; another one does not write over it.
        Assert.Equal(0, await CommandLine.RunAsync(["train", "digits", "--network", "vae", "--steps", "4", .. brief,
            "--resume", "--output", vaes], said, said));
        Assert.Equal(CommandLine.UsageError, await CommandLine.RunAsync(
            ["train", "digits", "--network", "vae", .. brief, "--output", vaes], said, said));

        foreach (var network in new[] { "unet", "dit" })
        {
            var folder = Path.Combine(latents, network);
            Assert.Equal(0, await CommandLine.RunAsync(
                ["train", "digits", "--network", network, "--latent", path, "--steps", "2", .. brief, "--device", "cpu",
                    "--output", folder], said, said));
            using var model = TrainedModel.Load(Path.Combine(folder, "model.safetensors"));
            Assert.Equal([4, 2, 2], model.ImageShape);
            Assert.Equal([1, 8, 8], model.PictureShape);
            Assert.True(File.Exists(Path.Combine(folder, "samples-000002.png")));
        }
    }

    [Fact]
    public async Task AFailureOfTheMachineIsSaidInWords()
    {
        // A file where the run's folder should be, and images that are none.
        var blocked = Path.Combine(root, "blocked");
        File.WriteAllText(blocked, "");
        using var error = new StringWriter();
        Assert.Equal(1, await CommandLine.RunAsync(
            ["train", "digits", "--steps", "1", "--output", blocked], new StringWriter(), error));
        Assert.Contains(blocked, error.ToString());

        var photos = Directory.CreateDirectory(Path.Combine(root, "photos", "cats")).FullName;
        File.WriteAllText(Path.Combine(photos, "cat.png"), "no picture");
        Assert.Equal(1, await CommandLine.RunAsync(
            ["train", Path.Combine(root, "photos"), "--steps", "1", "--output", Path.Combine(root, "p")],
            new StringWriter(), error));
        Assert.Contains("cat.png", error.ToString());
    }

    [Fact]
    public async Task NumbersMeanTheSameWhereTheMachineWritesADecimalComma()
    {
        var typed = await Typed.CourseAsync(
            [.. Arguments("comma").TakeWhile(word => word != "--steps"), "--steps", "1", "--rate", "0.002", "--output",
                Path.Combine(root, "comma")],
            ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "0"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", null));
        Assert.True(typed.ExitCode == 0, typed.Error);
        using var file = Safetensors.Load(Path.Combine(root, "comma", "checkpoint.safetensors"));
        using var options = System.Text.Json.JsonDocument.Parse(file.Metadata["options"]);
        Assert.Equal(0.002, options.RootElement.GetProperty("LearningRate").GetDouble());
        // What it says is the same as well: 1,234 parameters are not 1.234.
        Assert.Matches("[0-9],[0-9]{3} parameters", typed.Output);
        Assert.Matches(@"\n +1 +[0-9]\.[0-9]{4} ", typed.Output);
    }

    [Theory]
    [InlineData("'nowhere' is neither mnist", "nowhere")]
    [InlineData("--batch is at least 1", "digits", "--batch", "0")]
    [InlineData("--rate is above 0", "digits", "--rate", "-1")]
    [InlineData("--rate is '0,002'; it takes a number such as 0.002", "digits", "--steps", "1", "--rate", "0,002")]
    [InlineData("--rate is 'NaN'", "digits", "--steps", "1", "--rate", "NaN")]
    [InlineData("--minutes is '1,5'", "digits", "--minutes", "1,5")]
    [InlineData("not both", "digits", "--steps", "1", "--minutes", "1")]
    [InlineData("nothing to resume", "digits", "--resume")]
    [InlineData("--passes is at least 1", "digits", "--network", "classifier", "--passes", "0")]
    [InlineData("no classifier for 'digits'", "digits", "--judge")]
    [InlineData("no classifier for 'scenes'", "scenes", "--judge")]
    [InlineData("a VAE for fashion only", "digits", "--latent")]
    [InlineData("cannot be read as a VAE", "digits", "--latent", "nowhere")]
    [InlineData("painted anew", "scenes", "--network", "vae")]
    [InlineData("'digits' has classes", "digits", "--network", "bag")]
    public async Task AMistakeIsExplained(string words, params string[] arguments)
    {
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["train", .. arguments, "--output", Path.Combine(root, "none")], new StringWriter(), error);
        Assert.Equal(CommandLine.UsageError, code);
        Assert.Contains(words, error.ToString());
    }
}
