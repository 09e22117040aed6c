using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Dynamic thresholding (Saharia et al., "Imagen", 2022, section 2.3): each clean image is cut at its own percentile of
/// absolute values s, and divided by s, where s exceeds 1. Keeps strong guidance from saturating.
/// </summary>
/// <param name="inner">The denoiser whose answers are cut.</param>
/// <param name="ratio">The percentile, 0 to 1; 0.995 is usual.</param>
/// <param name="maximum">s is not raised above this: 1 is plain clipping.</param>
/// <param name="recomputeEpsilon">Whether the noise is recomputed to agree with the cut image.</param>
public sealed class ThresholdedDenoiser(IDenoiser inner, double ratio = 0.995, double maximum = double.PositiveInfinity, bool recomputeEpsilon = true)
    : IDenoiser
{
    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        var answer = inner.Denoise(x, level);
        var flat = answer.X0.reshape(x.shape[0], -1);
        // Never below 1; a maximum below 1 is a cut of its own (as in the reference: the maximum wins).
        var s = flat.abs().quantile(tensor(ratio, x.dtype, x.device), 1, keepdim: true).clamp(1);
        if (double.IsFinite(maximum)) s = s.clamp_max(maximum);
        var x0 = (flat.minimum(s).maximum(-s) / s).reshape(x.shape);
        var cut = recomputeEpsilon ? Denoised.FromX0(x0, x, level) : answer with { X0 = x0 };
        return new(cut.X0.MoveToOuterDisposeScope(), cut.Epsilon.MoveToOuterDisposeScope());
    }
}
