using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Heun's method on the probability-flow ODE, with optional churn (Karras et al., "Elucidating the Design Space of
/// Diffusion-Based Generative Models", 2022, algorithms 1 and 2): an Euler step, then again with the mean of the slopes
/// at both ends. Two model calls a step, one in the last.
/// </summary>
/// <param name="churn">S_churn: how much noise is added, over all steps, before stepping down. 0 is deterministic.</param>
/// <param name="churnFrom">S_tmin: churn only where SigmaVe is at least this.</param>
/// <param name="churnTo">S_tmax: churn only where SigmaVe is at most this.</param>
/// <param name="churnNoise">S_noise: the standard deviation of the added noise, by custom 1 or a little more.</param>
/// <param name="schedule">Where churned levels get their timestep; needed if the denoiser is told timesteps.</param>
public sealed class Heun(
    double churn = 0, double churnFrom = 0, double churnTo = double.PositiveInfinity, double churnNoise = 1, NoiseSchedule? schedule = null)
    : ISampler
{
    /// <inheritdoc/>
    public string Name => churn == 0 ? "Heun" : FormattableString.Invariant($"Heun, churn {churn}");

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var hat = Churned(from, levels.Count - 1);
                var x = run.VarianceExploding(from);
                if (hat.SigmaVe > from.SigmaVe)
                    x = x + Math.Sqrt(hat.SigmaVe * hat.SigmaVe - from.SigmaVe * from.SigmaVe) * churnNoise * run.Noise();

                var step = to.SigmaVe - hat.SigmaVe;
                var (x0, slope) = run.Denoise(hat.Alpha * x, hat);
                var next = x + step * slope;
                if (to.Sigma > 0)
                {
                    var (better, slopeThere) = run.Denoise(to.Alpha * next, to);
                    next = x + step * 0.5 * (slope + slopeThere);
                    x0 = better;
                }
                run.MoveTo(to, to.Alpha * next, x0);
            }
            yield return run.State();
        }
    }

    private NoiseLevel Churned(NoiseLevel level, int steps)
    {
        var gamma = level.SigmaVe >= churnFrom && level.SigmaVe <= churnTo ? Math.Min(churn / steps, Math.Sqrt(2) - 1) : 0;
        if (gamma == 0) return level;
        var sigma = level.SigmaVe * (1 + gamma);
        // The first level cannot be left upwards: no network knows what lies above it.
        return schedule is null ? NoiseLevel.FromSigmaVe(sigma) : schedule.AtLogSnr(Math.Max(-2 * Math.Log(sigma), schedule[^1].LogSnr));
    }
}
