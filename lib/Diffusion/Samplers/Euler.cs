using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Euler's method on the probability-flow ODE as EDM writes it (Karras et al., "Elucidating the Design Space of
/// Diffusion-Based Generative Models", 2022, equation 3): with noise merely added, dx/dσ = (x - x0) / σ = ε.
/// </summary>
/// <remarks>The same step as <see cref="Ddim"/> without fresh noise, in other letters.</remarks>
public sealed class Euler : ISampler
{
    /// <inheritdoc/>
    public string Name => "Euler";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, slope) = run.Denoise(from);
                var next = run.VarianceExploding(from) + (to.SigmaVe - from.SigmaVe) * slope;
                run.MoveTo(to, to.Alpha * next, x0);
            }
            yield return run.State();
        }
    }
}
