namespace Diffusion;

/// <summary>
/// DEIS (Zhang and Chen, "Fast Sampling of Diffusion Models with Exponential Integrator", 2023, the log-ρ form, tAB): a
/// polynomial in log σ through the last noise estimates, integrated over the step. One model call a step. The last
/// step, to no noise, is first order, because log σ ends at -∞.
/// </summary>
/// <param name="order">1 to 3: how many estimates are used, and held.</param>
/// <param name="lowerOrderBelow">
/// With fewer steps than this the last ones fall in order, which is steadier; 0 for never.
/// </param>
public sealed class Deis(int order = 2, int lowerOrderBelow = 15)
    : Sampler($"DEIS, order {order}", NoisePath.VarianceExploding)
{
    private readonly int order = Setting.Within(order, 1, 3, "DEIS has orders 1 to 3.");
    private readonly int lowerOrderBelow = Setting.Within(
        lowerOrderBelow, 0, int.MaxValue, "A number of steps is 0 or more.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var noises = run.Remember(run.Denoise().Epsilon, order);
        var (from, to) = step;
        var used = to.Sigma == 0 ? 1
            : run.Intervals < lowerOrderBelow ? Math.Min(noises.Count, run.IntervalsLeft)
            : noises.Count;
        if (used == 1) return run.X + (to.Sigma - from.Sigma) * noises[0].Answer;
        // ∫ L(log σ) dσ with σ = e^u.
        double[] logs = [.. Enumerable.Range(0, used).Select(i => Math.Log(noises[i].Level.Sigma))];
        return noises.AddTo(run.X, Quadrature.Weights(logs, logs[0], Math.Log(to.Sigma), Math.Exp));
    }
}
