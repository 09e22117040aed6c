using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Trajectory consistency distillation (Zheng et al., 2024, "strategic stochastic sampling"): with the distilled
/// network's answer jump to a timestep below the next one, then up to it with fresh noise.
/// </summary>
/// <param name="schedule">Where the timesteps below are looked up.</param>
/// <param name="gamma">How far below: 0 is deterministic (DDIM's step), 1 goes to the first timestep before noise is added.</param>
public sealed class Tcd(NoiseSchedule schedule, double gamma = 0.3) : ISampler
{
    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"TCD, gamma {gamma}");

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, epsilon) = run.Denoise(from);
                var below = to.Sigma == 0 || gamma == 0 ? to : schedule[(int)Math.Floor((1 - gamma) * to.T)];
                var next = below.Alpha * x0 + below.Sigma * epsilon;
                if (below.LogSnr > to.LogSnr) next = to.Alpha / below.Alpha * next + Math.Sqrt(Ddpm.Beta(to, below)) * run.Noise();
                run.MoveTo(to, next, x0);
            }
            yield return run.State();
        }
    }
}
