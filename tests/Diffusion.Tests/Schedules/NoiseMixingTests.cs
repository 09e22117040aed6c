using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class NoiseMixingTests
{
    /// <summary>A weight between 0 and 1 is 0 as a whole number: the mixture of byte images was 0 everywhere.</summary>
    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Bool)]
    public void ImagesOfWholeNumbersAreRefusedWithTheWayOut(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (images, noise) = (ones([2, 1, 4, 4], type), randn(2, 1, 4, 4));
        var level = NoiseLevel.FromAlphaBar(0.5);
        void Refused(Action mix)
        {
            var error = Assert.ThrowsAny<ArgumentException>(mix);
            Assert.Contains(type.ToString(), error.Message);
            Assert.Contains("to(ScalarType.Float32)", error.Message);
        }
        Refused(() => NoiseMixing.AddNoise(images, noise, level));
        Refused(() => NoiseMixing.AddNoise(noise, images, level));
        Refused(() => NoiseMixing.VariancePreserving(images, noise, 0.5));
        Refused(() => NoiseMixing.Linear(images, noise, 0.5));
        Refused(() => Prediction.V.Target(images, noise, level));
        Refused(() => new DatasetDenoiser(images));
        Refused(() => new TensorData(images));
    }

    [Fact]
    public void TheThreeRulesAreTheirFormulas()
    {
        using var scope = NewDisposeScope();
        var (image, noise) = (tensor(new[] { 0.5 }), tensor(new[] { -2.0 }));
        Assert.Equal(0.3 * 0.5 + 0.7 * -2, NoiseMixing.Linear(image, noise, 0.3).item<double>(), 1e-12);
        Assert.Equal(0.5 + 0.3 * -2, NoiseMixing.VarianceExploding(image, noise, 0.3).item<double>(), 1e-12);
        Assert.Equal(Math.Sqrt(0.3) * 0.5 + Math.Sqrt(0.7) * -2,
            NoiseMixing.VariancePreserving(image, noise, 0.3).item<double>(), 1e-12);
    }

    [Fact]
    public void NoiseOfAnotherShapeIsRefused()
    {
        using var scope = NewDisposeScope();
        var level = NoiseLevel.FromAlphaBar(0.5);
        var error = Assert.Throws<ArgumentException>(() => NoiseMixing.AddNoise(zeros(2, 1, 4, 4), randn(4, 4), level));
        Assert.Contains("[4, 4]", error.Message);
    }
}
