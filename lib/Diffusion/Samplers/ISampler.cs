using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Turns a denoiser's answers into steps towards an image. Levels go in as a falling list, whose consecutive pairs are
/// the steps; states come out as a stream, so that the caller can plot, slide over or stop at any of them.
/// </summary>
public interface ISampler
{
    /// <summary>The name in the field: "DDIM", "DPM-Solver++ 2M", ...</summary>
    string Name { get; }

    /// <summary>Samples, one state a step, beginning with the state after the first step.</summary>
    /// <param name="denoiser">Any denoiser.</param>
    /// <param name="start">[B, ...], usually unit noise. It is not changed.</param>
    /// <param name="levels">n + 1 falling levels for n steps, the last one by custom <see cref="NoiseLevel.Clean"/>.</param>
    /// <param name="generator">Where fresh noise comes from; null is torch's own generator.</param>
    /// <returns>States whose tensors belong to the caller.</returns>
    /// <exception cref="ArgumentException">The list of levels is too short, rises, or holds something that is no number.</exception>
    /// <exception cref="ArithmeticException">The denoiser answered NaN or infinity.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was asked to stop, which is heard between two steps.</exception>
    IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null);
}
