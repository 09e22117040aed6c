using Files;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

[Trait("Lane", "slow")]
public sealed class ResumeTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("resume").FullName;
    private readonly List<IDisposable> made = [];

    public void Dispose()
    {
        made.ForEach(thing => thing.Dispose());
        Directory.Delete(root, recursive: true);
    }

    private string Checkpoint => Path.Combine(root, "run", "checkpoint.safetensors");

    /// <summary>A run with everything that draws chance: labels dropped, mirrored images, dropout.</summary>
    private Trainer NewRun(ulong seed = 5, double learningRate = 2e-3, int baseChannels = 8)
    {
        manual_seed(1);
        var network = new UNet(
            new() { BaseChannels = baseChannels, Multipliers = [1, 1], Classes = 10, Dropout = 0.2 });
        var trainer = new Trainer(network, Digits8x8.Load().Take(50), NoiseSchedule.Cosine(),
            new()
            {
                BatchSize = 8, Seed = seed, LearningRate = learningRate, Mirror = true, Prediction = Prediction.V
            });
        made.Add(network);
        made.Add(trainer);
        return trainer;
    }

    private static float[] Weights(Trainer trainer)
    {
        using var scope = NewDisposeScope();
        return [.. new[] { trainer.Network, trainer.Averaged }.SelectMany(network => network.parameters())
            .SelectMany(w => w.detach().contiguous().data<float>().ToArray())];
    }

    [Fact]
    public void AResumedRunEndsWithTheSameBits()
    {
        var whole = NewRun();
        foreach (var _ in whole.Train(20)) { }
        var first = NewRun();
        foreach (var step in first.Train(20)) if (step.Number == 9) break;
        first.Save(Checkpoint);
        manual_seed(123);
        var second = NewRun();
        foreach (var _ in second.Train(3)) { } // a run that has begun already is set back or forward as well
        second.Resume(Checkpoint);
        Assert.Equal(9, second.StepsTaken);
        Assert.Equal(Enumerable.Range(10, 11), second.Train(20).Select(step => step.Number).ToList());
        Assert.Equal(Weights(whole), Weights(second));
    }

    [Fact]
    public void ACheckpointOfAnotherRunIsRefusedAndChangesNothing()
    {
        var run = NewRun();
        foreach (var _ in run.Train(2)) { }
        run.Save(Checkpoint);
        void Refused(Trainer other, string words)
        {
            var before = Weights(other);
            Assert.Contains(words, Assert.Throws<InvalidDataException>(() => other.Resume(Checkpoint)).Message);
            Assert.Equal(before, Weights(other));
        }
        Refused(NewRun(seed: 6), "its options");
        Refused(NewRun(learningRate: 1e-3), "its options");
        Refused(NewRun(baseChannels: 16), "its network");
        File.WriteAllBytes(Checkpoint, File.ReadAllBytes(Checkpoint)[..5000]);
        Refused(NewRun(), "damaged");
    }

    [Fact]
    public void WhenSavingFailsTheOldCheckpointSurvivesAndTheMessageSaysSo()
    {
        var run = NewRun();
        foreach (var _ in run.Train(2)) { }
        run.Save(Checkpoint);
        var old = File.ReadAllBytes(Checkpoint);
        // Nothing can be written beside the checkpoint: its temporary name is taken by a folder.
        Directory.CreateDirectory(WholeFile.TemporaryName(Checkpoint));
        foreach (var _ in run.Train(3)) { }
        var error = Assert.ThrowsAny<Exception>(() => run.Save(Checkpoint));
        Assert.IsType<IOException>(error);
        Assert.Contains("still there", error.Message);
        Assert.Equal(old, File.ReadAllBytes(Checkpoint));
    }

    [Fact]
    public void AFullDiskLeavesTheOldCheckpoint()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/dev/full"))
            Assert.Skip("Only Linux has a disk that is always full.");
        var run = NewRun();
        foreach (var _ in run.Train(2)) { }
        run.Save(Checkpoint);
        var old = File.ReadAllBytes(Checkpoint);
        // The temporary file is a link to the device that answers "no space left" to every write.
        File.CreateSymbolicLink(WholeFile.TemporaryName(Checkpoint), "/dev/full");
        var error = Assert.Throws<IOException>(() => run.Save(Checkpoint));
        Assert.Contains("No space left", error.Message);
        Assert.Contains("still there", error.Message);
        Assert.Equal(old, File.ReadAllBytes(Checkpoint));
    }

    [Fact]
    public void ACheckpointBehindALinkIsSavedWhereTheLinkLeads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a right there to make links");
        var run = NewRun();
        foreach (var _ in run.Train(2)) { }
        Directory.CreateDirectory(Path.GetDirectoryName(Checkpoint)!);
        var target = Path.Combine(root, "large-disk.safetensors");
        File.CreateSymbolicLink(Checkpoint, target);
        run.Save(Checkpoint);
        Assert.Equal(target, new FileInfo(Checkpoint).LinkTarget);
        Assert.Equal(File.ReadAllBytes(target), File.ReadAllBytes(Checkpoint));
        NewRun().Resume(Checkpoint);
    }

    /// <summary>A small run on 40 points, to be told apart by one thing.</summary>
    private Trainer PointRun(NoiseSchedule? schedule = null, TrainingOptions? options = null, Tensor? points = null)
    {
        var network = new PointMlp(new(Width: 8, Depth: 1));
        var data = points ?? linspace(-1, 1, 80).reshape(40, 2);
        var trainer = new Trainer(network, new TensorData(data), schedule ?? NoiseSchedule.Cosine(100),
            (options ?? new()) with { BatchSize = 4 });
        made.AddRange([network, data, trainer]);
        return trainer;
    }

    [Fact]
    public void OptionsWithoutALimitAreSavedAndResumed()
    {
        var options = new TrainingOptions
        {
            GradientClip = double.PositiveInfinity, MinSnrGamma = double.PositiveInfinity
        };
        var first = PointRun(options: options);
        foreach (var _ in first.Train(2)) { }
        first.Save(Checkpoint);
        var second = PointRun(options: options);
        second.Resume(Checkpoint);
        Assert.Equal(2, second.StepsTaken);
        Assert.Equal(Weights(first), Weights(second));
        Assert.Throws<InvalidDataException>(
            () => PointRun(options: options with { GradientClip = 1 }).Resume(Checkpoint));
    }

    [Fact]
    public void AnotherScheduleOrOtherDataOfTheSameNameAndLengthIsRefused()
    {
        var run = PointRun();
        foreach (var _ in run.Train(2)) { }
        run.Save(Checkpoint);
        string Refused(Trainer other) => Assert.Throws<InvalidDataException>(() => other.Resume(Checkpoint)).Message;
        Assert.Contains("at t = 0 its ᾱ is", Refused(PointRun(NoiseSchedule.Cosine(100, offset: 0.02))));
        Assert.Contains("its examples are", Refused(PointRun(points: linspace(-1, 1.1, 80).reshape(40, 2))));
        // The last bit of a cosine may differ between processors: that is the same schedule.
        var almost = NoiseSchedule.FromAlphaBars(
            "cosine", NoiseSchedule.Cosine(100).Levels.Select(level => level.AlphaBar * (1 - 1e-15)));
        PointRun(almost).Resume(Checkpoint);

        var images = Digits8x8.Load().Take(20);
        var labels = Enumerable.Range(0, 20).Select(i => (byte)images.Label(i)).ToArray();
        var pixels = new byte[20 * 64];
        string Identity(byte[] pixels, byte[] labels, string name = "a") =>
            ((ITrainingData)new LabelledImages(name, pixels, labels, 1, 8, 8, images.Classes)).Identity;
        string[] identities = [Identity(pixels, labels), Identity(pixels, labels, "b"),
            Identity([.. pixels[1..], 1], labels), Identity(pixels, [.. labels[1..], 1])];
        Assert.Equal(4, identities.Distinct().Count());
        Assert.Equal(identities[0], Identity(pixels, labels));
    }

    [Fact]
    public void ACheckpointFromBeforeValuesWereComparedStillResumes()
    {
        var run = PointRun();
        foreach (var _ in run.Train(2)) { }
        run.Save(Checkpoint);
        using (var file = Safetensors.Load(Checkpoint))
            Safetensors.Save(Checkpoint,
                file.Tensors.Where(pair => !pair.Key.StartsWith("schedule.", StringComparison.Ordinal)).ToDictionary(),
                file.Metadata.Where(pair => pair.Key != "examples").ToDictionary());
        var second = PointRun();
        second.Resume(Checkpoint);
        Assert.Equal(Weights(run), Weights(second));
    }
}
