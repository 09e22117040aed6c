using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class ThresholdedDenoiserTests
{
    /// <summary>Answers the same clean images, whatever it is asked.</summary>
    private sealed class Fixed(Tensor x0) : IDenoiser
    {
        public Denoised Denoise(Tensor x, NoiseLevel level) => Denoised.FromX0(x0.alias(), x, level);
    }

    private static readonly NoiseLevel Level = NoiseLevel.FromAlphaBar(0.5, 500);

    [Fact]
    public void EachImageIsCutAtItsOwnPercentile()
    {
        using var scope = NewDisposeScope();
        // Absolute values 0 to 4 and 0 to 8: three quarters of the way lie 3 and 6.
        var x0 = tensor(new[] { 0f, -1, 2, -3, 4, 0, 2, -4, 6, -8 }).reshape(2, 5);
        var answer = new ThresholdedDenoiser(new Fixed(x0), ratio: 0.75).Denoise(zeros(2, 5), Level);
        Assert.Equal([0, -1 / 3f, 2 / 3f, -1, 1, 0, 1 / 3f, -2 / 3f, 1, -1], answer.X0.data<float>().ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-6);
        // Between two values: 0.6 of the way from 0 to 4 lies 2.4.
        var between = new ThresholdedDenoiser(new Fixed(x0), ratio: 0.6).Denoise(zeros(2, 5), Level);
        Assert.Equal(2 / 2.4, between.X0[0, 2].item<float>(), 6);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void TheTypeOfTheImagesIsKept(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var x0 = tensor(new[] { 0f, -1, 2, -3, 4 }).reshape(1, 5).to(type);
        var answer = new ThresholdedDenoiser(new Fixed(x0), ratio: 0.75).Denoise(zeros(1, 5).to(type), Level);
        Assert.Equal((type, type), (answer.X0.dtype, answer.Epsilon.dtype));
        Assert.Equal([0, -1, 2, -3, 3], answer.X0.to(ScalarType.Float64).mul(3).data<double>().ToArray(),
            (a, b) => Math.Abs(a - b) < 0.02);
    }

    /// <summary>torch's own quantile refuses more than 2^24 numbers.</summary>
    [Fact]
    public void ALargeImageIsCutLikeASmallOne()
    {
        using var scope = NewDisposeScope();
        var x0 = tensor(new[] { 2f, 4 }).repeat((1 << 23) + 1).unsqueeze(0);
        var answer = new ThresholdedDenoiser(new Fixed(x0), ratio: 0.75).Denoise(zeros_like(x0), Level);
        Assert.Equal([0.5f, 1], answer.X0[0].narrow(0, 1 << 24, 2).data<float>().ToArray());
    }

    [Fact]
    public void ALargeBatchIsCutLikeASmallOne()
    {
        using var scope = NewDisposeScope();
        var few = randn(2, 3, 2900).mul_(3);
        var many = few.repeat(1000, 1, 1);
        var expected = new ThresholdedDenoiser(new Fixed(few)).Denoise(zeros_like(few), Level).X0;
        var found = new ThresholdedDenoiser(new Fixed(many)).Denoise(zeros_like(many), Level).X0;
        Assert.True(found.narrow(0, 1998, 2).equal(expected).all().item<bool>());
    }

    [Fact]
    public void ArgumentsOutOfRangeAreNamed()
    {
        using var scope = NewDisposeScope();
        var inner = new GaussianDenoiser(0, 1);
        foreach (var ratio in new[] { 2, -0.1, double.NaN })
            Assert.Contains("percentile", Assert.Throws<ArgumentOutOfRangeException>("ratio",
                () => new ThresholdedDenoiser(inner, ratio)).Message);
        foreach (var maximum in new[] { 0, -1, double.NaN })
            Assert.Throws<ArgumentOutOfRangeException>("maximum",
                () => new ThresholdedDenoiser(inner, maximum: maximum));
        var empty =
            Assert.Throws<ArgumentException>(() => new ThresholdedDenoiser(inner).Denoise(zeros(0, 1, 8, 8), Level));
        Assert.Contains("[0, 1, 8, 8]", empty.Message);
    }
}
