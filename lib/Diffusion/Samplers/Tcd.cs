namespace Diffusion;

/// <summary>
/// Trajectory consistency distillation (Zheng et al., 2024, "strategic stochastic sampling"): with the distilled
/// network's answer jump to a timestep below the next one, then up to it with fresh noise.
/// </summary>
/// <param name="schedule">Where the timesteps below are looked up.</param>
/// <param name="gamma">
/// How far below: 0 is deterministic (DDIM's step), 1 goes to the first timestep before noise is added.
/// </param>
public sealed class Tcd(NoiseSchedule schedule, double gamma = 0.3)
    : Sampler(FormattableString.Invariant($"TCD, gamma {gamma}"))
{
    private readonly NoiseSchedule schedule = schedule ?? throw new ArgumentNullException(nameof(schedule));
    private readonly double gamma = Setting.Within(gamma, 0, 1, "Gamma says how far below, 0 to 1.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (x0, epsilon) = run.Denoise();
        var to = step.To;
        if (to.Sigma == 0 || gamma == 0) return to.Alpha * x0 + to.Sigma * epsilon;
        var below = schedule[(int)Math.Floor((1 - gamma) * schedule.TimestepOf(to))];
        var up = new NoiseStep(to, below.LogSnr > to.LogSnr ? below : to);
        return up.AlphaRatio * (up.To.Alpha * x0 + up.To.Sigma * epsilon)
            + run.Noise(up.From == up.To ? 0 : Math.Sqrt(up.Beta));
    }
}
