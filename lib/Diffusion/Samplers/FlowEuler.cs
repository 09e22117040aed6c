using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Euler's method on a rectified flow (Liu et al., "Flow Straight and Fast", 2022; Lipman et al., "Flow Matching", 2023):
/// the path is (1 - t) · image + t · noise, its velocity ε - x0. For the levels of <see cref="TimestepSpacing.Flow"/>.
/// </summary>
/// <remarks>The same step as <see cref="Ddim"/>'s with Alpha = 1 - t and Sigma = t.</remarks>
public sealed class FlowEuler : ISampler
{
    /// <inheritdoc/>
    public string Name => "Flow Euler";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        CheckFlow(levels);
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, epsilon) = run.Denoise(from);
                run.MoveTo(to, run.X + (to.Sigma - from.Sigma) * (epsilon - x0), x0);
            }
            yield return run.State();
        }
    }

    /// <summary>A straight path needs levels whose weights sum to 1.</summary>
    internal static void CheckFlow(IReadOnlyList<NoiseLevel> levels)
    {
        foreach (var level in levels)
            if (Math.Abs(level.Alpha + level.Sigma - 1) > 1e-9)
                throw new ArgumentException(
                    $"A rectified flow mixes with weights that sum to 1; here is {level}. Take levels from TimestepSpacing.Flow, or "
                    + "sample this variance-preserving list with Ddim or Euler.", nameof(levels));
    }
}
