using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class GuidedDenoiserTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void GuidanceGoesBeyondTheConditionalAnswer(double scale)
    {
        using var scope = NewDisposeScope();
        var (told, untold) = (new GaussianDenoiser(0.5, 0.2), new GaussianDenoiser(0, 1));
        var (x, level) = (randn(4, 3), NoiseSchedule.Linear()[400]);
        var guided = new GuidedDenoiser(told, untold, scale).Denoise(x, level);
        var (a, b) = (told.Denoise(x, level).X0, untold.Denoise(x, level).X0);
        Assert.InRange((guided.X0 - (b + scale * (a - b))).abs().max().item<float>(), 0, 1e-6);
        // Both parts still make up the noisy image.
        Assert.InRange((level.Alpha * guided.X0 + level.Sigma * guided.Epsilon - x).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void ANetworkWithoutClassesCannotBeGuided()
    {
        using var labels = zeros(1, ScalarType.Int64);
        using var network = new PointMlp();
        Assert.Contains("without classes", Assert.Throws<ArgumentException>(
            () => GuidedDenoiser.ForClasses(network, Prediction.V, NoiseSchedule.Linear(), labels, 2)).Message);
    }
}
