namespace Diffusion;

/// <summary>
/// Picks the descending noise levels that n inference steps visit. Each method gives n levels at which the network is
/// called, then <see cref="NoiseLevel.Clean"/>: n + 1 in all, so that consecutive pairs are the steps.
/// </summary>
/// <exception cref="ArgumentException">Two levels would be one, from settings that are too extreme.</exception>
/// <remarks>Leading, linspace and trailing are named as in Lin et al. (2024), table 2, and in diffusers.</remarks>
public static class TimestepSpacing
{
    /// <summary>
    /// Whole multiples of Count / n, from 0: 20 steps visit 950, 900, ..., 0. Never visits the last level.
    /// </summary>
    /// <param name="schedule">The training levels.</param>
    /// <param name="steps">n, at most as many as the schedule has levels.</param>
    /// <param name="offset">Added to every timestep (Stable Diffusion uses 1).</param>
    public static NoiseLevel[] Leading(NoiseSchedule schedule, int steps, int offset = 0)
    {
        Check(schedule, steps);
        var stride = schedule.Count / steps;
        var room = schedule.Count - 1 - (steps - 1) * stride;
        Setting.Within(offset, 0, room, $"With {steps} steps of {stride} there is room for an offset of 0 to {room}.");
        return Visit(schedule, Enumerable.Range(0, steps).Select(i => (double)((steps - 1 - i) * stride + offset)));
    }

    /// <summary>Counts down from the last level in strides of Count / n: 20 steps visit 999, 949, ..., 49.</summary>
    public static NoiseLevel[] Trailing(NoiseSchedule schedule, int steps)
    {
        Check(schedule, steps);
        var stride = (double)schedule.Count / steps;
        return Visit(schedule, Enumerable.Range(0, steps).Select(i => Math.Round(schedule.Count - i * stride) - 1));
    }

    /// <summary>
    /// Even spacing that visits both ends, rounded to whole timesteps: 20 steps visit 999, 946, ..., 0.
    /// </summary>
    public static NoiseLevel[] Linspace(NoiseSchedule schedule, int steps)
    {
        Check(schedule, steps);
        return Visit(schedule, Line(schedule.Count - 1, 0, steps).Select(t => Math.Round(t)));
    }

    /// <summary>
    /// Even spacing of √t (Song et al., "DDIM", 2021, appendix D.2): more steps where little noise is left.
    /// </summary>
    public static NoiseLevel[] Quadratic(NoiseSchedule schedule, int steps)
    {
        Check(schedule, steps);
        // A rounded root's square may lie beyond the last timestep.
        return Visit(schedule,
            Line(Math.Sqrt(schedule.Count - 1), 0, steps).Select(root => Math.Min(root * root, schedule.Count - 1)));
    }

    /// <summary>
    /// Even spacing of SigmaVe^(1/ρ) (Karras et al., "Elucidating the Design Space", 2022, equation 5).
    /// </summary>
    public static NoiseLevel[] Karras(NoiseSchedule schedule, int steps, double rho = 7)
    {
        var (first, last) = Ends(schedule, steps);
        Setting.Within(rho, double.Epsilon, double.MaxValue, "Rho lies above 0; 7 is usual.");
        return ThenClean(Line(Math.Pow(first.SigmaVe, 1 / rho), Math.Pow(last.SigmaVe, 1 / rho), steps)
            .Select(root => schedule.AtLogSnr(-2 * Math.Log(Math.Pow(root, rho)))));
    }

    /// <summary>
    /// The same between two noise levels of one's own, for networks that are told the noise and not a timestep (EDM
    /// uses 80 down to 0.002): the levels have no <see cref="NoiseLevel.T"/>.
    /// </summary>
    /// <param name="sigmaMax">The first SigmaVe.</param>
    /// <param name="sigmaMin">The last SigmaVe before <see cref="NoiseLevel.Clean"/>, above 0.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <param name="rho">How strongly steps gather where little noise is left; 7 in the paper.</param>
    public static NoiseLevel[] Karras(double sigmaMax, double sigmaMin, int steps, double rho = 7)
    {
        if (!(sigmaMin > 0 && sigmaMax > sigmaMin))
            throw new ArgumentOutOfRangeException(
                nameof(sigmaMax), (sigmaMax, sigmaMin), "Noise has to fall, and to end above 0.");
        if (steps < 1) throw new ArgumentOutOfRangeException(nameof(steps), steps, "Ask for at least 1 step.");
        Setting.Within(rho, double.Epsilon, double.MaxValue, "Rho lies above 0; 7 is usual.");
        return ThenClean(Line(Math.Pow(sigmaMax, 1 / rho), Math.Pow(sigmaMin, 1 / rho), steps)
            .Select(root => NoiseLevel.FromSigmaVe(Math.Pow(root, rho))));
    }

    /// <summary>
    /// Timesteps at the quantiles of a Beta distribution (Lee et al., "Beta Sampling is All You Need", 2024): with both
    /// parameters below 1, more steps at both ends.
    /// </summary>
    public static NoiseLevel[] Beta(NoiseSchedule schedule, int steps, double a = 0.6, double b = 0.6)
    {
        Check(schedule, steps);
        return Visit(
            schedule, Line(1, 0, steps).Select(share => BetaDistribution.Quantile(share, a, b) * (schedule.Count - 1)));
    }

    /// <summary>
    /// Even spacing of log-SNR (Lu et al., "DPM-Solver", 2022), which is also even spacing of log SigmaVe: k-diffusion
    /// and diffusers call it exponential.
    /// </summary>
    public static NoiseLevel[] UniformLogSnr(NoiseSchedule schedule, int steps)
    {
        var (first, last) = Ends(schedule, steps);
        return ThenClean(Line(first.LogSnr, last.LogSnr, steps).Select(schedule.AtLogSnr));
    }

    /// <summary>
    /// Levels of a rectified flow, whose weights sum to 1 (Alpha = 1 - t, Sigma = t; T = 1000 t): t falls evenly from 1
    /// to
    /// 0. A shift above 1 spends more steps where there is much noise (Esser et al., "Stable Diffusion 3", 2024,
    /// equation 23).
    /// </summary>
    public static NoiseLevel[] Flow(int steps, double shift = 1)
    {
        if (steps < 1) throw new ArgumentOutOfRangeException(nameof(steps), steps, "Ask for at least 1 step.");
        Setting.Within(shift, double.Epsilon, double.MaxValue, "The shift lies above 0; 1 means none.");
        return ThenClean(Enumerable.Range(0, steps).Select(i =>
        {
            var even = 1 - (double)i / steps;
            var t = shift * even / (1 + (shift - 1) * even);
            return new NoiseLevel(1000 * t, 1 - t, t);
        }));
    }

    /// <summary>The levels of a list of timesteps, falling, followed by <see cref="NoiseLevel.Clean"/>.</summary>
    public static NoiseLevel[] Visit(NoiseSchedule schedule, IEnumerable<double> timesteps) =>
        ThenClean(timesteps.Select(schedule.At));

    private static NoiseLevel[] ThenClean(IEnumerable<NoiseLevel> visited)
    {
        NoiseLevel[] levels = [.. visited, NoiseLevel.Clean];
        LevelList.Check(levels, wayOut: "Ask for fewer steps, or for settings that spread them more evenly.");
        return levels;
    }

    private static (NoiseLevel First, NoiseLevel Last) Ends(NoiseSchedule schedule, int steps)
    {
        Check(schedule, steps);
        if (schedule[^1].Alpha > 0) return (schedule[^1], schedule[0]);
        // Pure noise has no finite SigmaVe: begin at the level before it.
        if (steps > 1 && schedule.Count == 2)
            throw new ArgumentOutOfRangeException(
                nameof(steps), steps, "Of this schedule's two levels one is pure noise: there is room for 1 step.");
        return (schedule[^2], schedule[0]);
    }

    private static IEnumerable<double> Line(double from, double to, int count) => count == 1
        ? [from]
        : Enumerable.Range(0, count).Select(i => from + (to - from) * i / (count - 1));

    private static void Check(NoiseSchedule schedule, int steps)
    {
        if (steps < 1 || steps > schedule.Count)
            throw new ArgumentOutOfRangeException(nameof(steps), steps,
                $"Ask for 1 to {schedule.Count} steps: the schedule has {schedule.Count} levels.");
    }
}
