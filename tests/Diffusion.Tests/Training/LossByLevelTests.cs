using TorchSharp;

namespace Diffusion.Tests;

public sealed class LossByLevelTests
{
    [Fact]
    public void TheExactDenoiserOfAGaussianHasItsKnownLoss()
    {
        // Data of standard deviation s: the best estimate of x0 has the error s²σ²/(α²s² + σ²).
        using var clean = 0.5 * torch.randn([200_000, 1], generator: new torch.Generator(1));
        var schedule = NoiseSchedule.Linear();
        NoiseLevel[] levels = [schedule[100], schedule[300], schedule[600]];
        var losses = LossByLevel.Measure(new GaussianDenoiser(0, 0.5), clean, levels, Prediction.X0, seed: 2);
        foreach (var (level, loss) in levels.Zip(losses))
        {
            var expected = 0.25 * level.Sigma * level.Sigma / (level.AlphaBar * 0.25 + level.Sigma * level.Sigma);
            Assert.Equal(expected, loss, 0.02 * expected);
        }
    }
}
