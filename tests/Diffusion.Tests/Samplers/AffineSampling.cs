using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// The exact distribution of a one-step sampler's output on Gaussian data. Each step is x' = c + a·x + b·noise; a few
/// probes with known x and known noise give c, a and b, and mean and variance follow from step to step.
/// </summary>
internal static class AffineSampling
{
    private const int Probes = 6;

    /// <summary>Runs the sampler once, from unit noise.</summary>
    internal static (double Mean, double Std) MeanAndDeviation(Sampler sampler, IDenoiser denoiser, NoiseLevel[] levels)
    {
        using var scope = NewDisposeScope();
        using var noiseOfTheRun = new Generator(1);
        using var replay = new Generator(1);
        var start = tensor(new double[] { -2, -1, 0, 0.5, 1, 3 }).reshape(Probes, 1);
        double[] before = start.data<double>().ToArray();
        double mean = 0, variance = 1;
        foreach (var state in sampler.Sample(denoiser, start, levels, noiseOfTheRun))
        {
            using (state)
            using (var drawn = randn([Probes, 1], ScalarType.Float64, generator: replay))
            {
                double[] after = state.X.data<double>().ToArray(), noise = drawn.data<double>().ToArray();
                var (a, b, c) = Fit(before, noise, after);
                (mean, variance) = (c + a * mean, a * a * variance + b * b);
                before = after;
            }
        }
        return (mean, Math.Sqrt(variance));
    }

    /// <summary>
    /// The same for samplers that look back, whose steps are not affine one by one: the end as one straight line in the
    /// start and in all noises, found by linear algebra from as many probes.
    /// </summary>
    internal static (double Mean, double Std) OfWholeRun(Sampler sampler, IDenoiser denoiser, NoiseLevel[] levels)
    {
        using var scope = NewDisposeScope();
        // No sampler here draws more than twice a step. Draws that are not made get the weight 0.
        var draws = 2 * levels.Length;
        var probes = 2 * draws + 8;
        using Generator noiseOfTheRun = new(1), replay = new(1), ofStart = new(2);
        var start = randn([probes, 1], ScalarType.Float64, generator: ofStart);
        var end = sampler.Run(denoiser, start, levels, noiseOfTheRun);
        var columns = Enumerable.Range(0, draws).Select(_ => randn([probes, 1], ScalarType.Float64, generator: replay));
        var matrix = cat([ones_like(start), start, .. columns], 1);
        var weights = linalg.lstsq(matrix, end).Solution;
        Assert.True((matrix.mm(weights) - end).abs().max().item<double>() < 1e-8,
            "The run is not affine in start and noise.");
        double[] found = weights.reshape(-1).data<double>().ToArray();
        return (found[0], Math.Sqrt(found.Skip(1).Sum(weight => weight * weight)));
    }

    /// <summary>
    /// y = a·x + b·z + c by least squares; the fit has to be perfect, or the step was not a straight line.
    /// </summary>
    private static (double A, double B, double C) Fit(double[] x, double[] z, double[] y)
    {
        double mx = x.Average(), mz = z.Average(), my = y.Average();
        double xx = 0, zz = 0, xz = 0, xy = 0, zy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - mx) * (x[i] - mx);
            zz += (z[i] - mz) * (z[i] - mz);
            xz += (x[i] - mx) * (z[i] - mz);
            xy += (x[i] - mx) * (y[i] - my);
            zy += (z[i] - mz) * (y[i] - my);
        }
        var determinant = xx * zz - xz * xz;
        var (a, b) = ((xy * zz - zy * xz) / determinant, (zy * xx - xy * xz) / determinant);
        var c = my - a * mx - b * mz;
        for (var i = 0; i < x.Length; i++)
            Assert.True(Math.Abs(a * x[i] + b * z[i] + c - y[i]) < 1e-9 * (1 + Math.Abs(y[i])),
                "The step is not affine in image and noise.");
        return (a, b, c);
    }
}
