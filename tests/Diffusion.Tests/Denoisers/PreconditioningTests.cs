using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// What stands around a network, computed from the papers' formulas with plain numbers, off the easy values.
/// </summary>
public sealed class PreconditioningTests
{
    private const double DataStd = 0.7, X = 0.9;
    private static readonly NoiseLevel Level = new(500, 0.6, 0.8);
    private static readonly double Sigma = 0.8 / 0.6;

    /// <summary>A network that shows what it was given.</summary>
    private static Tensor Network(Tensor x, Tensor noise) => 0.3 * x + 0.01 * noise;

    [Fact]
    public void EdmIsEquation7()
    {
        var variance = Sigma * Sigma + DataStd * DataStd;
        var answer = 0.3 * (X / 0.6) / Math.Sqrt(variance) + 0.01 * Math.Log(Sigma) / 4;
        var expected = DataStd * DataStd / variance * (X / 0.6) + Sigma * DataStd / Math.Sqrt(variance) * answer;
        AnswersWith(expected, new EdmDenoiser(Network, DataStd));
    }

    [Fact]
    public void AConsistencyModelIsAppendixC()
    {
        const double least = 0.002;
        var spread = Math.Sqrt(Sigma * Sigma + DataStd * DataStd);
        var answer = 0.3 * (X / 0.6) / spread + 0.01 * 250 * Math.Log(Sigma);
        var above = Sigma - least;
        var expected = DataStd * DataStd / (above * above + DataStd * DataStd) * (X / 0.6)
            + above * DataStd / spread * answer;
        AnswersWith(expected, new ConsistencyDenoiser(Network, DataStd, least));
    }

    [Fact]
    public void ALatentConsistencyModelIsEquation9()
    {
        var schedule = NoiseSchedule.Linear();
        var scaled = schedule.TimestepOf(Level) * 0.001;
        var variance = scaled * scaled + DataStd * DataStd;
        var inner = new GaussianDenoiser(0.2, 0);
        AnswersWith(DataStd * DataStd / variance * X + scaled / Math.Sqrt(variance) * 0.2,
            new LcmDenoiser(inner, schedule, DataStd, 0.001));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ADeviationThatIsNoneIsRefused(double std)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EdmDenoiser(Network, std));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConsistencyDenoiser(Network, std));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new LcmDenoiser(new GaussianDenoiser(0, 1), NoiseSchedule.Linear(), std));
    }

    [Fact]
    public void ACutImageAgreesWithItsNoiseIfThatIsAsked()
    {
        using var scope = NewDisposeScope();
        var (x, inner) = (tensor(new[] { X, 0.1 }).reshape(1, 2), new GaussianDenoiser(4, 0));
        var plain = inner.Denoise(x, Level);
        var cut = new ThresholdedDenoiser(inner, 1).Denoise(x, Level);
        Assert.Equal((X - 0.6) / 0.8, cut.Epsilon[0, 0].item<double>(), 1e-9);
        var kept = new ThresholdedDenoiser(inner, 1, recomputeEpsilon: false).Denoise(x, Level);
        Assert.Equal(1, kept.X0[0, 0].item<double>(), 1e-9);
        Assert.Equal(plain.Epsilon[0, 0].item<double>(), kept.Epsilon[0, 0].item<double>(), 1e-9);
    }

    /// <summary>Min-SNR: the capped ratio, times the clean image's squared error where the answer errs by 1.</summary>
    [Theory]
    [InlineData(Prediction.Epsilon)]
    [InlineData(Prediction.X0)]
    [InlineData(Prediction.V)]
    [InlineData(Prediction.Flow)]
    public void MinSnrWeighsTheCleanImagesError(Prediction prediction)
    {
        using var scope = NewDisposeScope();
        foreach (var level in new[] { Level, NoiseLevel.FromAlphaBar(0.95, 10), new NoiseLevel(300, 0.7, 0.3) })
        {
            var x = tensor(new[] { 0.4 });
            var error = prediction.Read(x + 1, x, level).X0 - prediction.Read(x, x, level).X0;
            Assert.Equal(Math.Min(level.Snr, 5) * error.square().item<double>(),
                prediction.MinSnrWeight(level, 5), 1e-9);
        }
    }

    private static void AnswersWith(double expected, IDenoiser denoiser)
    {
        using var scope = NewDisposeScope();
        var answer = denoiser.Denoise(tensor(new[] { X }).reshape(1, 1), Level);
        Assert.Equal(expected, answer.X0.item<double>(), 1e-6);
        Assert.Equal((X - 0.6 * expected) / 0.8, answer.Epsilon.item<double>(), 1e-6);
    }
}
