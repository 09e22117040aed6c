using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A linear multistep method (Adams-Bashforth) on the probability-flow ODE, for uneven steps (k-diffusion's LMS): a
/// polynomial through the last slopes, integrated over the step. One model call a step.
/// </summary>
/// <param name="order">1 to 4: how many slopes are used, and held.</param>
public sealed class Lms(int order = 4) : Sampler
{
    private readonly int order = Setting.Within(order, 1, 4, "LMS has orders 1 to 4.");

    /// <inheritdoc/>
    public override string Name => $"LMS, order {order}";

    /// <inheritdoc/>
    protected override NoisePath? Path => NoisePath.VarianceExploding;

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var slopes = run.Remember(run.Denoise().Epsilon, order);
        var sigmas = Enumerable.Range(0, slopes.Count).Select(i => slopes[i].Level.Sigma).ToArray();
        var next = run.X;
        for (var j = 0; j < sigmas.Length; j++)
            next = next + slopes[j].Answer
                * Quadrature.Integrate(sigma => Quadrature.Lagrange(sigma, sigmas, j), step.From.Sigma, step.To.Sigma);
        return next;
    }
}
