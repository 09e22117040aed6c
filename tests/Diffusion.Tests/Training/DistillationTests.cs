using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

[Trait("Lane", "slow")]
public sealed class DistillationTests : IDisposable
{
    private static readonly NoiseSchedule Flow = NoiseSchedule.Flow();
    private static readonly GaussianMixtureDenoiser Blobs = Points.Blobs(4, 1.4, 0.3);
    private readonly string folder = Directory.CreateTempSubdirectory("distillation").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static PointMlp Network(long seed)
    {
        manual_seed(seed);
        var network = new PointMlp(new(Width: 16, Depth: 1));
        // A fresh one answers 0 everywhere, which hides mistakes.
        using var noGrad = no_grad();
        foreach (var weights in network.parameters()) weights.add_(0.1 * randn(weights.shape));
        return network;
    }

    private static Distillation Create(string method, ulong seed = 3)
    {
        var teacher = new MixtureTeacher(Blobs, Flow);
        switch (method)
        {
            case "consistency":
                return new ConsistencyDistillation(
                    Network(1), Prediction.Flow, Flow, new TensorData(Blobs.Draw(64, seed: 1)), teacher,
                    new()
                    {
                        BatchSize = 16, WarmUpSteps = 3, FirstSteps = 4, LastSteps = 16, TeacherSteps = 2, Seed = seed
                    });
            case "dmd":
                return new DistributionMatching(Network(1), Network(2), Prediction.Flow, teacher, [2],
                    new() { BatchSize = 16, WarmUpSteps = 3, FakeSteps = 2, Seed = seed });
            default:
                return new NoiseRegression(Network(1), Prediction.Flow, Flow,
                    new TensorData(stack([randn(64, 2), Blobs.Draw(64, seed: 1)], 1)),
                    new() { BatchSize = 16, WarmUpSteps = 3, Seed = seed });
        }
    }

    private static float[] Weights(Distillation distillation)
    {
        using var scope = NewDisposeScope();
        return [.. new[] { distillation.Student, distillation.Averaged }.SelectMany(network =>
            cat([.. network.parameters().Select(weights => weights.detach().reshape(-1))]).data<float>().ToArray())];
    }

    [Theory]
    [InlineData("consistency", 2 * 16)]
    [InlineData("dmd", (1 + 1 + 2 * 2) * 16)]
    [InlineData("regression", 16)]
    public void ARunThatWasSavedGoesOnWithTheSameBits(string method, long callsOfAStep)
    {
        using var whole = Create(method);
        using var first = Create(method);
        using var second = Create(method);
        foreach (var _ in whole.Train(12)) manual_seed(99); // what a caller does in between must not matter
        foreach (var step in first.Train(12)) if (step.Number == 5) break;
        var path = Path.Combine(folder, $"{method}.safetensors");
        first.Save(path);
        second.Resume(path);
        Assert.Equal(5, second.StepsTaken);
        foreach (var _ in second.Train(12)) { }
        Assert.Equal(Weights(whole), Weights(second));
        Assert.Equal(whole.Calls, second.Calls);
        // The exact teacher is no network: only what the student and the fake score were asked counts.
        Assert.Equal(12 * callsOfAStep, whole.Calls);

        using var other = Create(method, seed: 4);
        Assert.Contains("belongs to another run: its options are",
            Assert.Throws<InvalidDataException>(() => other.Resume(path)).Message);
    }

    [Fact]
    public void ACheckpointOfOtherLevelsUnderTheSameNameIsRefused()
    {
        static Distillation Over(double least) => new NoiseRegression(
            Network(1), Prediction.V, NoiseSchedule.FromAlphaBars("mine", [0.99, 0.5, least]),
            new TensorData(zeros(64, 2, 2)), new() { BatchSize = 16 });
        using var saved = Over(0.01);
        using var other = Over(0.02);
        var path = Path.Combine(folder, "levels.safetensors");
        saved.Save(path);
        Assert.Contains("its schedule has the same name, but at t = 2 its",
            Assert.Throws<InvalidDataException>(() => other.Resume(path)).Message);
    }

    [Fact]
    public void TeachersAnswerEachImageAtItsOwnLevel()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (x, timesteps) = (randn(6, 2), tensor(new long[] { 3, 200, 500, 700, 950, 998 }));
        using var network = Network(1);
        foreach (var (teacher, denoiser) in new (ITeacher, IDenoiser)[]
        {
            (new MixtureTeacher(Blobs, Flow), Blobs),
            (new NetworkTeacher(network, Prediction.Flow, Flow), network.AsDenoiser(Prediction.Flow, Flow)),
        })
        {
            var answers = teacher.Denoise(x, timesteps, null);
            for (var i = 0; i < 6; i++)
            {
                using var noGrad = no_grad();
                var alone = denoiser.Denoise(x[i].unsqueeze(0), Flow[(int)timesteps[i].item<long>()]);
                Assert.InRange((answers.X0[i] - alone.X0[0]).abs().max().item<float>(), 0, 1e-4);
                Assert.InRange((answers.Epsilon[i] - alone.Epsilon[0]).abs().max().item<float>(), 0, 1e-3);
            }
        }
    }

    [Fact]
    public void AGuidedTeacherIsTheGuidedDenoiser()
    {
        using var scope = NewDisposeScope();
        using var model = Pretrained.Digits8x8();
        manual_seed(5);
        var (x, labels) = (randn(3, 1, 8, 8), tensor(new long[] { 1, 5, 9 }));
        var guided = new NetworkTeacher(model, guidance: 2).Denoise(x, tensor(new long[] { 400, 400, 400 }), labels).X0;
        using var noGrad = no_grad();
        var expected = model.DenoiserFor(labels, guidance: 2).Denoise(x, model.Schedule[400]).X0;
        Assert.InRange((guided - expected).abs().max().item<float>(), 0, 1e-4);
    }

    [Theory]
    [InlineData(Prediction.V)]
    [InlineData(Prediction.Flow)]
    public void AConsistencyFunctionReadsTheCleanImageAndLeavesItAsItIs(Prediction prediction)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        manual_seed(5);
        using var network = Network(1);
        var function = new ConsistencyFunction(network, prediction, Flow);
        var x = randn(4, 2);
        var (skip, scale) = ConsistencyFunction.Weights(prediction, NoiseLevel.Clean);
        Assert.Equal(1, skip);
        Assert.Equal(0, Math.Abs(scale));
        Assert.Equal(0, (function.Answer(x, NoiseLevel.Clean) - x).abs().max().item<float>());
        var expected = network.AsDenoiser(prediction, Flow).Denoise(x, Flow[600]).X0;
        Assert.InRange((function.Answer(x, Flow[600]) - expected).abs().max().item<float>(), 0, 1e-6);
        Assert.InRange((function.Generate(x) - function.Answer(x, Flow[999])).abs().max().item<float>(), 0, 0);
    }

    [Theory]
    [InlineData(Prediction.Epsilon, "at pure noise")]
    [InlineData(Prediction.X0, "where no noise is left")]
    public void OthersAreNoConsistencyFunctions(Prediction prediction, string why)
    {
        using var network = Network(1);
        Assert.Contains(why,
            Assert.Throws<ArgumentException>(() => new ConsistencyFunction(network, prediction, Flow)).Message);
    }

    [Fact]
    public void TheFormulasAreThePapers()
    {
        using var scope = NewDisposeScope();
        // √(3² + 4² + c²) - c with c = 0.5 · √2, and √c² - c = 0.
        var distance = ConsistencyDistillation.Distance(
            tensor(new[,] { { 3.0, 4 }, { 1, 1 } }), tensor(new[,] { { 0.0, 0 }, { 1, 1 } }), huber: 0.5);
        Assert.Equal((Math.Sqrt(25.5) - Math.Sqrt(0.5)) / 2, distance.item<double>(), 1e-12);
        // (fake - real) / mean |x - real|: the mean of 1 and 3 is 2.
        var direction = DistributionMatching.Direction(
            tensor(new[,] { { 1.0, 3 } }), tensor(new[,] { { 0.0, 0 } }), tensor(new[,] { { 4.0, -2 } }));
        Assert.Equal([2.0, -1.0], direction.data<double>().ToArray());
        var options = new ConsistencyOptions { FirstSteps = 10, LastSteps = 80 };
        Assert.Equal([10, 10, 20, 40, 80, 80], new[] { 0, 0.2, 0.3, 0.6, 0.8, 1 }.Select(options.StepsAt));
    }

    [Fact]
    public void AFakeScoreThatIsTheTeacherGivesNoDirection()
    {
        using var scope = NewDisposeScope();
        using var network = Network(1);
        using var student = network.Copy();
        using var frozen = new DistributionMatching(
            student, network.Copy(), Prediction.Flow, new NetworkTeacher(network, Prediction.Flow, Flow), [2],
            new() { FakeSteps = 0, BatchSize = 8 });
        foreach (var step in frozen.Train(3)) Assert.Equal(0, step.GradientNorm);
        foreach (var (learned, taught) in student.parameters().Zip(network.parameters()))
            Assert.Equal(0, (learned - taught).abs().max().item<float>());
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        using var network = Network(1);
        var teacher = new MixtureTeacher(Blobs, Flow);
        Assert.Equal("FakeSteps", Assert.Throws<ArgumentOutOfRangeException>(() =>
            new DistributionMatching(
                network, network, Prediction.Flow, teacher, [2], new() { FakeSteps = -1 })).ParamName);
        Assert.Contains("needs both or neither", Assert.Throws<ArgumentException>(() =>
            new DistributionMatching(
                network, network, Prediction.Flow, teacher, [2], new() { Regression = 0.25 })).Message);
        Assert.Contains("room for 1000 steps", Assert.Throws<ArgumentOutOfRangeException>(() =>
            new ConsistencyDistillation(network, Prediction.Flow, Flow, new TensorData(zeros(4, 2)), teacher,
                new() { LastSteps = 600, TeacherSteps = 2 })).Message);
    }
}
