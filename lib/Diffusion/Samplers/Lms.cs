namespace Diffusion;

/// <summary>
/// A linear multistep method (Adams-Bashforth) on the probability-flow ODE, for uneven steps (k-diffusion's LMS): a
/// polynomial through the last slopes, integrated over the step. One model call a step.
/// </summary>
/// <param name="order">1 to 4: how many slopes are used, and held.</param>
public sealed class Lms(int order = 4) : Sampler($"LMS, order {order}", NoisePath.VarianceExploding)
{
    private readonly int order = Setting.Within(order, 1, 4, "LMS has orders 1 to 4.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var slopes = run.Remember(run.Denoise().Epsilon, order);
        double[] sigmas = [.. Enumerable.Range(0, slopes.Count).Select(i => slopes[i].Level.Sigma)];
        return slopes.AddTo(run.X, Quadrature.Weights(sigmas, step.From.Sigma, step.To.Sigma));
    }
}
