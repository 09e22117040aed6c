namespace Diffusion;

/// <summary>
/// Euler's method on the probability-flow ODE as EDM writes it (Karras et al., "Elucidating the Design Space of
/// Diffusion-Based Generative Models", 2022, equation 3): with noise merely added, dx/dσ = (x - x0) / σ = ε.
/// </summary>
/// <remarks>The same step as <see cref="Ddim"/> without fresh noise, in other letters.</remarks>
public sealed class Euler() : Sampler("Euler", NoisePath.VarianceExploding)
{
    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (_, slope) = run.Denoise();
        return run.X + (step.To.Sigma - step.From.Sigma) * slope;
    }
}
