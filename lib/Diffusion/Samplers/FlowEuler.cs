namespace Diffusion;

/// <summary>
/// Euler's method on a rectified flow (Liu et al., "Flow Straight and Fast", 2022; Lipman et al., "Flow Matching",
/// 2023): the path is (1 - t) · image + t · noise, its velocity ε - x0. Levels of other paths are brought to this one.
/// </summary>
/// <remarks>The same step as <see cref="Ddim"/>'s with Alpha = 1 - t and Sigma = t.</remarks>
public sealed class FlowEuler() : Sampler("Flow Euler", NoisePath.Flow)
{
    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (x0, epsilon) = run.Denoise();
        return run.X + (step.To.Sigma - step.From.Sigma) * (epsilon - x0);
    }
}
