namespace Diffusion;

/// <summary>
/// Heun's method on the probability-flow ODE, with optional churn (Karras et al., "Elucidating the Design Space of
/// Diffusion-Based Generative Models", 2022, algorithms 1 and 2): an Euler step, then again with the mean of the slopes
/// at both ends. Two model calls a step, one in the last.
/// </summary>
/// <param name="churn">
/// S_churn: how much noise is added, over all steps, before stepping down. 0 is deterministic.
/// </param>
/// <param name="churnFrom">S_tmin: churn only where SigmaVe is at least this.</param>
/// <param name="churnTo">S_tmax: churn only where SigmaVe is at most this.</param>
/// <param name="churnNoise">S_noise: the standard deviation of the added noise, by custom 1 or a little more.</param>
public sealed class Heun(
    double churn = 0, double churnFrom = 0, double churnTo = double.PositiveInfinity, double churnNoise = 1)
    : Sampler(churn == 0 ? "Heun" : FormattableString.Invariant($"Heun, churn {churn}"), NoisePath.VarianceExploding)
{
    private readonly double churn = Setting.Within(churn, 0, double.MaxValue, "Churn is 0 or more.");
    private readonly double churnFrom = Setting.Within(churnFrom, 0, double.MaxValue, "A noise level is 0 or more.");
    private readonly double churnTo = Setting.Within(
        churnTo, churnFrom, double.PositiveInfinity, "Churn ends at or above where it begins.");
    private readonly double churnNoise = Setting.Within(
        churnNoise, 0, double.MaxValue, "A standard deviation is 0 or more.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (from, to) = step;
        // Up: a little fresh noise.
        var gamma = from.Sigma >= churnFrom && from.Sigma <= churnTo
            ? Math.Min(churn / run.Intervals, Math.Sqrt(2) - 1)
            : 0;
        var hat = gamma == 0 ? from : new(double.NaN, 1, from.Sigma * (1 + gamma));
        var x = gamma == 0
            ? run.X
            : run.X + run.Noise(churnNoise * Math.Sqrt(hat.Sigma * hat.Sigma - from.Sigma * from.Sigma));

        // Down: Euler's step.
        var (_, slope) = gamma == 0 ? run.Denoise() : run.Denoise(x, hat);
        var next = x + (to.Sigma - hat.Sigma) * slope;
        if (to.Sigma == 0) return next;

        // Again, with the mean of the slopes at both ends.
        var (_, slopeNext) = run.Denoise(next, to);
        return x + (to.Sigma - hat.Sigma) * 0.5 * (slope + slopeNext);
    }
}
