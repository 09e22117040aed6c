using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// Guidance where everything is known: all data N(0, S²), one class N(m, s²) with s &lt; S. The deterministic sampler
/// is then an affine map x → a + b·x, found by sending 0 and 1 through it.
/// </summary>
public sealed class GuidanceClosedFormTests
{
    private const double S = 1, Narrow = 0.5, M = 1;

    private static NoiseLevel[] Levels(int steps) =>
        [.. Enumerable.Range(0, steps).Select(i => NoiseLevel.FromLogSnr(-14 + 28.0 * i / (steps - 1))),
            NoiseLevel.Clean];

    /// <summary>What the sampler makes of 0 and of 1.</summary>
    private static (double Shift, double Slope) Sampled(double scale, int steps)
    {
        using var scope = NewDisposeScope();
        var guided = new GuidedDenoiser(new GaussianDenoiser(M, Narrow), new GaussianDenoiser(0, S), scale);
        var ends = new Ddim().Run(guided, tensor(new double[] { 0, 1 }).reshape(2, 1),
            Levels(steps)).data<double>().ToArray();
        return (ends[0], ends[1] - ends[0]);
    }

    /// <summary>The same by hand: a Gaussian's answer is affine in x, so that each step is.</summary>
    private static (double Shift, double Slope) Recursion(double scale, int steps)
    {
        var (shift, slope) = (0.0, 1.0);
        var levels = Levels(steps);
        foreach (var (from, to) in levels.Zip(levels.Skip(1)))
        {
            (double A, double B) Answer(double mean, double std)
            {
                var gain = from.Alpha * std * std / (from.Alpha * from.Alpha * std * std + from.Sigma * from.Sigma);
                return (mean - gain * from.Alpha * mean, gain);
            }
            var (told, untold) = (Answer(M, Narrow), Answer(0, S));
            var (a, b) = (untold.A + scale * (told.A - untold.A), untold.B + scale * (told.B - untold.B));
            // x0 = a + b x, noise = (x - alpha x0) / sigma.
            var keep = to.Sigma / from.Sigma;
            var part = to.Alpha - keep * from.Alpha;
            (shift, slope) = (part * (a + b * shift) + keep * shift, (part * b + keep) * slope);
        }
        return (shift, slope);
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(3, 20)]
    [InlineData(8, 20)]
    [InlineData(3, 500)]
    public void TheSamplerIsTheAffineMapOfItsRecursion(double scale, int steps)
    {
        var (sampled, byHand) = (Sampled(scale, steps), Recursion(scale, steps));
        Assert.InRange(Math.Abs(sampled.Shift / byHand.Shift - 1), 0, 1e-5);
        Assert.InRange(Math.Abs(sampled.Slope / byHand.Slope - 1), 0, 1e-5);
    }

    /// <summary>
    /// With many steps the spread is S (s/S)^w: not that of p^(1-w) p_c^w, which would have precision w/s² + (1-w)/S².
    /// The mean first grows past the class's, then falls back.
    /// </summary>
    [Theory]
    [InlineData(1, 1.0, 0.5, 0.5)]
    [InlineData(3, 1.498, 0.125, 0.316)]
    [InlineData(8, 1.430, 0.0039, 0.2)]
    public void InTheLimitTheSpreadIsAPowerAndNotAProductOfDensities(double scale, double mean, double spread,
        double productSpread)
    {
        var (shift, slope) = Sampled(scale, 4000);
        Assert.InRange(shift, mean - 0.003, mean + 0.003);
        Assert.InRange(slope / spread, 0.97, 1.03);
        Assert.Equal(S * Math.Pow(Narrow / S, scale), spread, 4);
        var product = 1 / Math.Sqrt(scale / (Narrow * Narrow) + (1 - scale) / (S * S));
        Assert.Equal(productSpread, product, 3);
        if (scale > 1) Assert.True(slope < 0.5 * product);
    }
}
