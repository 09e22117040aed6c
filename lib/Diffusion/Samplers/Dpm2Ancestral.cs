namespace Diffusion;

/// <summary>
/// DPM-2 with fresh noise (k-diffusion's "DPM2 a"): the midpoint rule to below the next level, then up with new noise.
/// The posterior's split goes down to σ_to² / σ_from, so the middle, on the logarithmic scale, is the next level
/// itself: no level has to be invented in between. Two model calls a step, one in the last.
/// </summary>
public sealed class Dpm2Ancestral() : Sampler("DPM-2 ancestral", NoisePath.VarianceExploding)
{
    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (from, to) = step;
        var (_, slope) = run.Denoise();
        if (to.Sigma > 0) (_, slope) = run.Denoise(run.X + (to.Sigma - from.Sigma) * slope, to);
        var (kept, fresh) = step.SplitNoise(eta: 1);
        return run.X + (kept - from.Sigma) * slope + run.Noise(fresh);
    }
}
