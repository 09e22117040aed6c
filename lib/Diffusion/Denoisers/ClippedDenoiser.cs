using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Keeps another denoiser's clean image inside the range of the data, by custom [-1, 1].</summary>
/// <param name="inner">The denoiser whose answers are clipped.</param>
/// <param name="range">Images are kept in [-range, range].</param>
/// <param name="recomputeEpsilon">
/// Whether the noise is recomputed to agree with the clipped image. diffusers' DDIM keeps the old noise
/// (its <c>use_clipped_model_output</c> is false by default).
/// </param>
public sealed class ClippedDenoiser(IDenoiser inner, double range = 1, bool recomputeEpsilon = true) : IDenoiser
{
    private readonly double range = range > 0 ? range
        : throw new ArgumentOutOfRangeException(nameof(range), range, "The range is above 0; 1 for images in [-1, 1].");

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        var answer = inner.Denoise(x, level);
        var x0 = answer.X0.clamp(-range, range);
        var clipped = recomputeEpsilon ? Denoised.FromX0(x0, x, level) : answer with { X0 = x0 };
        return new(clipped.X0.MoveToOuterDisposeScope(), clipped.Epsilon.MoveToOuterDisposeScope());
    }
}
