using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class PredictionTests
{
    private static readonly Gen<NoiseLevel> Levels =
        Gen.Double[1e-4, 1 - 1e-4].Select(alphaBar => NoiseLevel.FromAlphaBar(alphaBar, 500));

    /// <summary>A perfect answer of any kind gives back the image and the noise it was made from.</summary>
    [Fact]
    public void EveryPredictionReadsBackWhatWasMixed() => Gen.Select(Levels, Gen.Int[0, 1000], Gen.Enum<Prediction>())
        .Sample((level, seed, prediction) =>
        {
            using var scope = NewDisposeScope();
            var (x0, epsilon) = Pair(seed);
            var x = level.Alpha * x0 + level.Sigma * epsilon;
            var (readX0, readEpsilon) = prediction.Read(prediction.Target(x0, epsilon, level), x, level);
            Near(x0, readX0);
            Near(epsilon, readEpsilon);
        }, iter: 200);

    [Fact]
    public void VTurnsImageAndNoiseByTheAngle() => Gen.Select(Levels, Gen.Int[0, 1000]).Sample((level, seed) =>
    {
        using var scope = NewDisposeScope();
        var (x0, epsilon) = Pair(seed);
        var x = level.Alpha * x0 + level.Sigma * epsilon;
        var v = Prediction.V.Target(x0, epsilon, level);
        Near(level.Alpha * epsilon - level.Sigma * x0, v);
        Near(x0, level.Alpha * x - level.Sigma * v);
        Near(epsilon, level.Sigma * x + level.Alpha * v);
    }, iter: 100);

    /// <summary>A level for each element of the batch, as in training, is the same as one level at a time.</summary>
    [Theory]
    [InlineData(Prediction.Epsilon)]
    [InlineData(Prediction.X0)]
    [InlineData(Prediction.V)]
    [InlineData(Prediction.Flow)]
    public void BatchesOfLevelsAgreeWithSingleOnes(Prediction prediction)
    {
        using var scope = NewDisposeScope();
        var schedule = NoiseSchedule.Cosine();
        NoiseLevel[] levels = [schedule[3], schedule[500], schedule[990]];
        var (x0, epsilon) = Pair(1);
        var (alpha, sigma) = schedule.Weights(tensor(new[] { 3L, 500, 990 }), x0);
        var batch = prediction.Target(x0, epsilon, alpha, sigma);
        for (var i = 0; i < 3; i++) Near(prediction.Target(x0[i], epsilon[i], levels[i]), batch[i]);
        var read = prediction.Read(batch, alpha * x0 + sigma * epsilon, alpha, sigma);
        Near(x0, read.X0);
        Near(epsilon, read.Epsilon);
    }

    [Fact]
    public void FlowIsTheStraightLinesVelocityAlsoOnItsOwnPath()
    {
        using var scope = NewDisposeScope();
        var (x0, epsilon) = Pair(2);
        var level = new NoiseLevel(300, 0.7, 0.3);
        var (readX0, readEpsilon) = Prediction.Flow.Read(epsilon - x0, 0.7 * x0 + 0.3 * epsilon, level);
        Near(x0, readX0);
        Near(epsilon, readEpsilon);
    }

    [Fact]
    public void NoiseAtPureNoiseIsRefusedAndVIsNot()
    {
        using var scope = NewDisposeScope();
        var pure = NoiseSchedule.Linear().WithZeroTerminalSnr()[^1];
        var (x0, epsilon) = Pair(3);
        var message =
            Assert.Throws<InvalidOperationException>(() => Prediction.Epsilon.Read(epsilon, epsilon, pure)).Message;
        Assert.Contains("t = 999", message);
        Assert.Contains("Prediction.V", message);
        var (readX0, readEpsilon) = Prediction.V.Read(Prediction.V.Target(x0, epsilon, pure), epsilon, pure);
        Near(x0, readX0);
        Near(epsilon, readEpsilon);
    }

    private static (Tensor X0, Tensor Epsilon) Pair(int seed)
    {
        using var generator = new Generator((ulong)seed);
        return (randn([3, 2, 2], ScalarType.Float64, generator: generator),
            randn([3, 2, 2], ScalarType.Float64, generator: generator));
    }

    /// <summary>Min-SNR weights with gamma 5 on the linear schedule, in double precision.</summary>
    [Fact]
    public void MinSnrWeighsAsItsTable()
    {
        var schedule = NoiseSchedule.Linear();
        foreach (var row in ReferenceNumbers.Load("analytic_truths.json").GetProperty("min_snr_gamma5")
            .EnumerateObject())
        {
            var level = schedule[int.Parse(row.Name, System.Globalization.CultureInfo.InvariantCulture)];
            void Same(Prediction prediction, string name) =>
                ReferenceNumbers.AssertClose(
                    row.Value.Number(name), prediction.MinSnrWeight(level, 5), 1e-9, $"{name} at {row.Name}");
            Same(Prediction.Epsilon, "eps");
            Same(Prediction.X0, "x0");
            Same(Prediction.V, "v");
        }
        Assert.Equal(1, Prediction.Epsilon.MinSnrWeight(NoiseLevel.FromAlphaBar(0), 5));
        Assert.Equal(0, Prediction.V.MinSnrWeight(NoiseLevel.FromAlphaBar(0), 5));
    }

    private static void Near(Tensor expected, Tensor actual) =>
        Assert.True((expected - actual).abs().max().item<double>() < 1e-6, $"{expected.str()} is not {actual.str()}");
}
