using static TorchSharp.torch;

namespace Diffusion;

/// <summary>How much fresh noise <see cref="Ddpm"/> adds in a step.</summary>
public enum DdpmVariance
{
    /// <summary>The variance of p(x_prev | x, x0): right when each image has one possible origin ("fixed small").</summary>
    Small,

    /// <summary>β of the step: right when the data is unit noise itself ("fixed large").</summary>
    Large,
}

/// <summary>
/// DDPM (Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models", 2020, equations 6, 7 and 11): draw the less
/// noisy image from p(x_prev | x, x0), with the estimate in the place of x0.
/// </summary>
/// <param name="variance">How much fresh noise a step adds. The last step, to no noise at all, never adds any.</param>
public sealed class Ddpm(DdpmVariance variance = DdpmVariance.Small) : ISampler
{
    /// <inheritdoc/>
    public string Name => variance == DdpmVariance.Small ? "DDPM" : "DDPM, large variance";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, _) = run.Denoise(from);
                var (towardsX0, keepX) = PosteriorWeights(from, to);
                var next = towardsX0 * x0 + keepX * run.X;
                var std = variance == DdpmVariance.Small ? PosteriorStd(from, to) : Math.Sqrt(Beta(from, to));
                if (to.Sigma > 0) next = next + std * run.Noise();
                run.MoveTo(to, next, x0);
            }
            yield return run.State();
        }
    }

    /// <summary>
    /// β of a step, the variance of p(x_from | x_to): the share of energy that the forward process replaces by noise
    /// between the two levels.
    /// </summary>
    public static double Beta(NoiseLevel from, NoiseLevel to)
    {
        var shrink = from.Alpha / to.Alpha;
        return from.Sigma * from.Sigma - shrink * shrink * to.Sigma * to.Sigma;
    }

    /// <summary>The standard deviation of p(x_to | x_from, x0), DDPM equation 7.</summary>
    public static double PosteriorStd(NoiseLevel from, NoiseLevel to) => to.Sigma / from.Sigma * Math.Sqrt(Beta(from, to));

    /// <summary>The weights of x0 and of x in the mean of p(x_to | x_from, x0), DDPM equation 7.</summary>
    public static (double X0, double X) PosteriorWeights(NoiseLevel from, NoiseLevel to)
    {
        var variance = from.Sigma * from.Sigma;
        return (to.Alpha * Beta(from, to) / variance, from.Alpha / to.Alpha * to.Sigma * to.Sigma / variance);
    }
}
