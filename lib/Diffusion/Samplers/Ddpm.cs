namespace Diffusion;

/// <summary>How much fresh noise <see cref="Ddpm"/> adds in a step.</summary>
public enum DdpmVariance
{
    /// <summary>
    /// The variance of p(x_prev | x, x0): right when each image has one possible origin ("fixed small").
    /// </summary>
    Small,

    /// <summary>β of the step: right when the data is unit noise itself ("fixed large").</summary>
    Large,
}

/// <summary>
/// DDPM (Ho, Jain and Abbeel, "Denoising Diffusion Probabilistic Models", 2020, equations 6, 7 and 11): draw the less
/// noisy image from p(x_prev | x, x0), with the estimate in the place of x0.
/// </summary>
/// <param name="variance">How much fresh noise a step adds. The last step, to no noise at all, never adds any.</param>
public sealed class Ddpm(DdpmVariance variance = DdpmVariance.Small)
    : Sampler(variance == DdpmVariance.Small ? "DDPM" : "DDPM, large variance")
{
    private readonly DdpmVariance variance = Setting.Known(variance);

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (x0, _) = run.Denoise();
        var (towardsX0, keepX) = step.PosteriorWeights;
        var std = variance == DdpmVariance.Small ? step.PosteriorStd : step.BetaStd;
        return towardsX0 * x0 + keepX * run.X + run.Noise(step.To.Sigma > 0 ? std : 0);
    }
}
