using Files;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

[Trait("Lane", "slow")]
public sealed class VaeTrainerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("vae").FullName;
    private readonly List<IDisposable> made = [];

    private string Checkpoint => Path.Combine(root, "checkpoint.safetensors");

    public void Dispose()
    {
        made.ForEach(thing => thing.Dispose());
        Directory.Delete(root, recursive: true);
    }

    private VaeTrainer NewRun(double klWeight = 1e-3, ulong seed = 5, bool watched = true)
    {
        manual_seed(1);
        var vae = new Vae(new() { ImageSize = 8, LatentChannels = 2, Width = 8 });
        var onlooker = watched ? new FeatureClassifier(new(ImageSize: 8)) : null;
        var trainer = new VaeTrainer(
            vae, Digits8x8.Load().Take(200), new() { BatchSize = 16, KlWeight = klWeight, Seed = seed }, onlooker);
        made.AddRange([vae, trainer]);
        return trainer;
    }

    private static float[] Weights(VaeTrainer trainer)
    {
        using var scope = NewDisposeScope();
        return [.. new[] { trainer.Network, trainer.Averaged }.SelectMany(vae => vae.parameters())
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
        second.Resume(Checkpoint);
        Assert.Equal(Enumerable.Range(10, 11), second.Train(20).Select(step => step.Number).ToList());
        Assert.Equal(Weights(whole), Weights(second));
        foreach (var (other, word) in new[]
            { (NewRun(klWeight: 2), "options"), (NewRun(seed: 6), "options"), (NewRun(watched: false), "onlooker") })
            Assert.Contains(word, Assert.Throws<InvalidDataException>(() => other.Resume(Checkpoint)).Message);
    }

    [Fact]
    public void WhenSavingFailsTheOldCheckpointSurvivesAndTheMessageSaysSo()
    {
        var run = NewRun();
        run.Save(Checkpoint);
        var old = File.ReadAllBytes(Checkpoint);
        // Nothing can be written beside the checkpoint: its temporary name is taken by a folder.
        Directory.CreateDirectory(WholeFile.TemporaryName(Checkpoint));
        Assert.Contains("still there", Assert.Throws<IOException>(() => run.Save(Checkpoint)).Message);
        Assert.Equal(old, File.ReadAllBytes(Checkpoint));
    }

    [Fact]
    public void TheErrorFallsAndAHeavyDivergenceEmptiesTheCode()
    {
        var (light, heavy) = (NewRun(klWeight: 1e-4), NewRun(klWeight: 10));
        var (errors, nats) = (light.Train(150).Select(step => step.Error).ToList(),
            heavy.Train(150).Select(step => step.Divergence).ToList());
        Assert.True(errors.TakeLast(10).Average() < 0.5 * errors[0], $"{errors[0]} -> {errors[^1]}");
        Assert.InRange(nats[^1], 0, 0.01);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = Digits8x8.Load().Take(100).Images();
        Assert.Equal(0, heavy.Averaged.Encode(images).ActiveShare());
        Assert.Equal(1, light.Averaged.Encode(images).ActiveShare());
    }

    [Fact]
    public void StepsLeaveNoTensorsBehind()
    {
        var run = NewRun();
        foreach (var _ in run.Train(3)) { }
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        foreach (var _ in run.Train(30)) { }
        // Two tensors of each step come from the thread that prepares batches, and are freed on this one.
        Assert.InRange(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before + 2 * 27, 0, 5);
    }

    [Fact]
    public void OptionsOutOfRangeAreRefusedByName()
    {
        using var vae = new Vae(new() { ImageSize = 8 });
        var data = Digits8x8.Load();
        Assert.Equal("KlWeight", Assert.Throws<ArgumentOutOfRangeException>(
            () => new VaeTrainer(vae, data, new() { KlWeight = -1 })).ParamName);
        Assert.Equal("EmaDecay", Assert.Throws<ArgumentOutOfRangeException>(
            () => new VaeTrainer(vae, data, new() { EmaDecay = 1 })).ParamName);
        using var trainer = new VaeTrainer(vae, data);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Train(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Train(TimeSpan.Zero));
    }
}
