namespace Diffusion;

/// <summary>
/// DPM-2 (Karras et al., 2022, in k-diffusion's form): the midpoint rule. An Euler step to a level in between, and from
/// there the slope for the whole step. A step spans two intervals of the list, whose middle level is the one in
/// between, so n levels cost n model calls. The last interval, to no noise, is an Euler step.
/// </summary>
public sealed class Dpm2() : Sampler("DPM-2", NoisePath.VarianceExploding)
{
    /// <inheritdoc/>
    protected override IEnumerable<int> Spans(IReadOnlyList<NoiseLevel> levels)
    {
        for (int i = 0, span; i < levels.Count - 1; i += span)
            yield return span = i + 2 < levels.Count && levels[i + 2].Sigma > 0 ? 2 : 1;
    }

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (from, to) = step;
        var (_, slope) = run.Denoise();
        foreach (var middle in run.Inside)
            (_, slope) = run.Denoise(run.X + (middle.Sigma - from.Sigma) * slope, middle);
        return run.X + (to.Sigma - from.Sigma) * slope;
    }
}
