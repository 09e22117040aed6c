using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

[Trait("Lane", "slow")]
public sealed class TrainerTests
{
    private static readonly TrainingOptions Quick = new() { BatchSize = 16, WarmUpSteps = 5, Seed = 3 };

    private static PointMlp SmallNetwork(long seed = 1)
    {
        manual_seed(seed);
        return new PointMlp(new(Width: 16, Depth: 1));
    }

    private static float[] Weights(DenoisingNetwork network)
    {
        using var scope = NewDisposeScope();
        return cat([.. network.parameters().Select(weights => weights.detach().reshape(-1))]).data<float>().ToArray();
    }

    [Theory]
    [InlineData(Prediction.Epsilon)]
    [InlineData(Prediction.X0)]
    [InlineData(Prediction.V)]
    [InlineData(Prediction.Flow)]
    public void TrainingComesNearTheExactDenoiser(Prediction prediction)
    {
        using var scope = NewDisposeScope();
        var set = Points.Pair();
        manual_seed(1);
        using var trainer = new Trainer(new PointMlp(new(Width: 64, Depth: 2)), new TensorData(set.Draw(4000, seed: 1)),
            NoiseSchedule.Cosine(),
            new() { Prediction = prediction, BatchSize = 128, LearningRate = 3e-3, EmaDecay = 0.99 });
        foreach (var _ in trainer.Train(steps: 400)) { }
        using var noGrad = no_grad();
        foreach (var t in new[] { 400, 600, 800 })
        {
            var level = trainer.Schedule[t];
            var x = NoiseMixing.AddNoise(set.Draw(500, seed: 2), randn(500, 2), level);
            var away = (trainer.Denoiser.Denoise(x, level).X0 - set.Denoise(x, level).X0).square().mean().item<float>();
            Assert.InRange(away, 0, 0.06);
        }
    }

    [Fact]
    public void TheSameSeedGivesTheSameWeightsBitForBit()
    {
        using var points = Points.Spiral().Draw(500, seed: 1);
        float[] Run(ulong seed)
        {
            using var network = SmallNetwork();
            using var trainer = new Trainer(
                network, new TensorData(points), NoiseSchedule.Linear(), Quick with { Seed = seed });
            foreach (var _ in trainer.Train(20)) manual_seed(99); // what a caller does in between must not matter
            return [.. Weights(network), .. Weights(trainer.Averaged)];
        }
        var first = Run(3);
        Assert.Equal(first, Run(3));
        Assert.NotEqual(first, Run(4));
    }

    [Fact]
    public void AStoppedRunGoesOnAsIfItHadNotStopped()
    {
        using var points = Points.Spiral().Draw(100, seed: 1);
        using var whole = SmallNetwork();
        using var parts = SmallNetwork();
        using var trainerOfWhole = new Trainer(whole, new TensorData(points), NoiseSchedule.Linear(), Quick);
        using var trainerOfParts = new Trainer(parts, new TensorData(points), NoiseSchedule.Linear(), Quick);
        var steps = trainerOfWhole.Train(20).Select(step => step.Number).ToArray();
        foreach (var step in trainerOfParts.Train(20)) if (step.Number == 7) break;
        var rest = trainerOfParts.Train(20).Select(step => step.Number).ToArray();
        Assert.Equal(Enumerable.Range(1, 20), steps);
        Assert.Equal(Enumerable.Range(8, 13), rest);
        Assert.Equal(Weights(whole), Weights(parts));
    }

    [Fact]
    public void TheOptimizerIsPyTorchsAdamW()
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (nn.Linear(3, 2), nn.Linear(3, 2));
        theirs.load_state_dict(ours.state_dict());
        using var flat = new FlatParameters(ours, withGradients: true);
        using var adam = new AdamW(flat);
        var reference = optim.AdamW(theirs.parameters(), lr: 0.01, weight_decay: 0.1);
        for (var i = 0; i < 5; i++)
        {
            var x = randn(4, 3);
            ours.forward(x).square().sum().backward();
            theirs.forward(x).square().sum().backward();
            var norm = cat([.. theirs.parameters().Select(weights => weights.grad!.reshape(-1))]).norm().item<float>();
            Assert.Equal(norm, adam.GradientNorm(), 1e-3 * norm);
            reference.step();
            reference.zero_grad();
            adam.Step(0.01, 0.1);
            Assert.Equal(0, adam.GradientNorm());
        }
        foreach (var (a, b) in ours.parameters().Zip(theirs.parameters()))
            Assert.InRange((a - b).abs().max().item<float>(), 0, 1e-6);
    }

    [Fact]
    public void TheAverageFollowsItsWarmUpForm()
    {
        using var points = Points.Ring().Draw(100, seed: 1);
        using var network = SmallNetwork();
        using var trainer = new Trainer(
            network, new TensorData(points), NoiseSchedule.Linear(), Quick with { EmaDecay = 0.25 });
        double[] expected = [.. Weights(network).Select(w => (double)w)];
        foreach (var step in trainer.Train(6))
        {
            var n = step.Number - 1;
            var keep = Math.Min(0.25, (1.0 + n) / (10 + n));
            expected = [.. expected.Zip(Weights(network), (average, now) => keep * average + (1 - keep) * now)];
        }
        Assert.All(expected.Zip(Weights(trainer.Averaged)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void TheLearningRateRisesAndFalls()
    {
        using var points = Points.Ring().Draw(100, seed: 1);
        using var network = SmallNetwork();
        using var trainer = new Trainer(network, new TensorData(points), NoiseSchedule.Linear(),
            Quick with { LearningRate = 0.01, WarmUpSteps = 4 });
        var rates = trainer.Train(16).Select(step => step.LearningRate).ToArray();
        Assert.Equal(0.01 / 4, rates[0], 6);
        Assert.Equal(0.01 * 0.5, rates[8], 6);
        Assert.Equal(0.01 * 0.5 * (1 + Math.Cos(Math.PI * 15 / 16)), rates[15], 6);
    }

    [Fact]
    public void TensorsDoNotPileUp()
    {
        using var network = new UNet(new() { BaseChannels = 8, Multipliers = [1, 1], Classes = 10, Patch = 2 });
        using var trainer = new Trainer(
            network, Digits8x8.Load(), NoiseSchedule.Cosine(), new() { BatchSize = 2, Mirror = true, MinSnrGamma = 5 });
        // What earlier tests left to the garbage collector must not go away in between.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long early = 0;
        foreach (var step in trainer.Train(1000))
        {
            if (step.Number == 20) early = Tensor.TotalCount;
            // The next batch is being made meanwhile: a few tensors more or fewer.
            if (step.Number is 100 or 1000) Assert.InRange(Tensor.TotalCount, early - 8, early + 8);
        }
        Assert.True(early > 0);
    }

    [Fact]
    public void ALossThatIsNoNumberStopsWithWordsAndKeepsTheWeights()
    {
        using var poison = full([10, 2], float.NaN);
        using var network = SmallNetwork();
        var before = Weights(network);
        using var trainer = new Trainer(network, new TensorData(poison), NoiseSchedule.Linear(), Quick);
        var error = Assert.Throws<ArithmeticException>(() => trainer.Train(5).ToList());
        Assert.Contains("step 1", error.Message);
        Assert.Contains("NaN", error.Message);
        Assert.Equal(before, Weights(network));
    }

    [Fact]
    public void ABadOptionIsRefusedByName()
    {
        using var points = Points.Ring().Draw(10, seed: 1);
        using var network = SmallNetwork();
        Trainer Make(TrainingOptions options) => new(network, new TensorData(points), NoiseSchedule.Linear(), options);
        Assert.Equal("BatchSize",
            Assert.Throws<ArgumentOutOfRangeException>(() => Make(new() { BatchSize = 0 })).ParamName);
        Assert.Equal("EmaDecay",
            Assert.Throws<ArgumentOutOfRangeException>(() => Make(new() { EmaDecay = 1 })).ParamName);
        Assert.Equal("LearningRate",
            Assert.Throws<ArgumentOutOfRangeException>(() => Make(new() { LearningRate = double.NaN })).ParamName);
    }

    [Fact]
    public void AModelComesBackFromItsFileWithItsAnswers()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "model.safetensors");
        using var points = Points.Ring().Draw(100, seed: 1);
        using var network = SmallNetwork();
        using var trainer = new Trainer(
            network, new TensorData(points), NoiseSchedule.Sigmoid(), Quick with { Prediction = Prediction.V });
        foreach (var _ in trainer.Train(5)) { }
        trainer.Model([2], [], new Dictionary<string, string> { ["seed"] = "3" }).Save(path);
        using var back = TrainedModel.Load(path);
        using var scope = NewDisposeScope();
        Assert.Equal((Prediction.V, "sigmoid", "3"), (back.Prediction, back.Schedule.Name, back.Story["seed"]));
        Assert.Equal(Weights(trainer.Averaged), Weights(back.Network));
        var x = back.Noise(4);
        Assert.True(back.Denoiser.Denoise(x, back.Schedule[500]).X0
            .equal(trainer.Denoiser.Denoise(x, trainer.Schedule[500]).X0).all().item<bool>());
        Assert.Contains("no model", Assert.Throws<InvalidDataException>(
            () => TrainedModel.Parse(Safetensors.ToBytes(new Dictionary<string, Tensor>()), "empty")).Message);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
