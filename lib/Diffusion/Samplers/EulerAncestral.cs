namespace Diffusion;

/// <summary>
/// Euler with fresh noise (k-diffusion's "Euler a"): further down than asked, then up again with new noise.
/// </summary>
/// <param name="eta">
/// The share of the posterior's noise that is fresh: 0 is <see cref="Euler"/>, 1 the ancestral sampler.
/// </param>
public sealed class EulerAncestral(double eta = 1)
    : Sampler(eta == 1 ? "Euler ancestral" : FormattableString.Invariant($"Euler ancestral, eta {eta}"),
        NoisePath.VarianceExploding)
{
    private readonly double eta = Setting.Within(eta, 0, 1, "Eta is the share of fresh noise, 0 to 1.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (_, slope) = run.Denoise();
        var (kept, fresh) = step.SplitNoise(eta);
        return run.X + (kept - step.From.Sigma) * slope + run.Noise(fresh);
    }
}
