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
            () => GuidedDenoiser.For(network, Prediction.V, NoiseSchedule.Linear(), labels, 2)).Message);
    }

    [Fact]
    public void TheScaleMayDependOnTheLevelAndIsCheckedThere()
    {
        using var scope = NewDisposeScope();
        var (told, untold) = (new GaussianDenoiser(0.5, 0.2), new GaussianDenoiser(0, 1));
        var (x, schedule) = (randn(4, 3), NoiseSchedule.Linear());
        var guided = new GuidedDenoiser(told, untold, level => level.Sigma < 0.5 ? 1 : 4);
        float Difference(IDenoiser other, NoiseLevel level) =>
            (guided.Denoise(x, level).X0 - other.Denoise(x, level).X0).abs().max().item<float>();
        Assert.Equal(0, Difference(told, schedule[10]));
        Assert.Equal(0, Difference(new GuidedDenoiser(told, untold, 4), schedule[800]));
        Assert.True(Difference(told, schedule[800]) > 0.01);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuidedDenoiser(told, untold, double.NaN));
        var wrong = new GuidedDenoiser(told, untold, _ => double.PositiveInfinity);
        Assert.Throws<ArgumentOutOfRangeException>(() => wrong.Denoise(x, schedule[10]));
    }

    [Fact]
    public void SeveralConditionsAddUpTheirDifferences()
    {
        using var scope = NewDisposeScope();
        IDenoiser nothing = new GaussianDenoiser(0, 1), left = new GaussianDenoiser(-1, 0.3),
            wide = new GaussianDenoiser(0, 0.8);
        var (x, level) = (randn(4, 3), NoiseSchedule.Linear()[400]);
        Tensor X0(IDenoiser denoiser) => denoiser.Denoise(x, level).X0;
        var both = new GuidedDenoiser(nothing, (left, 2), (wide, 1.5)).Denoise(x, level);
        var wanted = X0(nothing) + 2 * (X0(left) - X0(nothing)) + 1.5 * (X0(wide) - X0(nothing));
        Assert.InRange((both.X0 - wanted).abs().max().item<float>(), 0, 1e-5);
        Assert.InRange((level.Alpha * both.X0 + level.Sigma * both.Epsilon - x).abs().max().item<float>(), 0, 1e-5);
        Assert.Equal(0, (X0(new GuidedDenoiser(nothing, (left, 3))) - X0(new GuidedDenoiser(left, nothing, 3))).abs()
            .max().item<float>());
        // Towards and away from the same thing is nothing.
        Assert.InRange(
            (X0(new GuidedDenoiser(nothing, (left, 2), (left, -2))) - X0(nothing)).abs().max().item<float>(), 0, 1e-5);
        Assert.Throws<ArgumentException>(() => new GuidedDenoiser(nothing));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuidedDenoiser(nothing, (left, 1), (wide, double.NaN)));
    }

    [Fact]
    public void ANegativeConditionTakesThePlaceOfNothing()
    {
        using var scope = NewDisposeScope();
        using var model = Pretrained.Digits8x8();
        var (x, level) = (randn(2, 1, 8, 8), model.Schedule[600]);
        var (seven, one) = (tensor(new long[] { 7, 7 }), tensor(new long[] { 1, 1 }));
        Tensor Answer(Tensor? label) =>
            model.Network.AsDenoiser(model.Prediction, model.Schedule, label).Denoise(x, level).X0;
        var guided = model.DenoiserFor(seven, guidance: 3, negative: one).Denoise(x, level).X0;
        Assert.InRange((guided - (Answer(one) + 3 * (Answer(seven) - Answer(one)))).abs().max().item<float>(), 0, 1e-5);
        Assert.True((guided - model.DenoiserFor(seven, guidance: 3).Denoise(x,
            level).X0).abs().max().item<float>() > 0.01);
    }
}
