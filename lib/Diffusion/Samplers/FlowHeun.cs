using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Heun's method on a rectified flow: <see cref="FlowEuler"/>, then again with the mean of the velocities at both ends.
/// Two model calls a step, one in the last.
/// </summary>
public sealed class FlowHeun : ISampler
{
    /// <inheritdoc/>
    public string Name => "Flow Heun";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        FlowEuler.CheckFlow(levels);
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, epsilon) = run.Denoise(from);
                var step = to.Sigma - from.Sigma;
                var velocity = epsilon - x0;
                if (to.Sigma > 0)
                {
                    var (x0There, epsilonThere) = run.Denoise(run.X + step * velocity, to);
                    velocity = (velocity + epsilonThere - x0There) / 2;
                    x0 = x0There;
                }
                run.MoveTo(to, run.X + step * velocity, x0);
            }
            yield return run.State();
        }
    }
}
