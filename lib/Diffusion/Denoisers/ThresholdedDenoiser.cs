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
public sealed class ThresholdedDenoiser(
    IDenoiser inner, double ratio = 0.995, double maximum = double.PositiveInfinity, bool recomputeEpsilon = true)
    : IDenoiser
{
    private readonly double ratio = ratio is >= 0 and <= 1 ? ratio
        : throw new ArgumentOutOfRangeException(
            nameof(ratio), ratio, "The percentile is a share from 0 to 1; 0.995 is usual.");
    private readonly double maximum = maximum > 0 ? maximum
        : throw new ArgumentOutOfRangeException(
            nameof(maximum), maximum, "The maximum is above 0; double.PositiveInfinity is none.");

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch is empty.</exception>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        if (x.numel() == 0)
            throw new ArgumentException(
                $"Give a batch of at least one image, not [{string.Join(", ", x.shape)}].", nameof(x));
        using var scope = NewDisposeScope();
        var answer = inner.Denoise(x, level);
        // In half precision the percentile would fall on one of few numbers.
        var flat = answer.X0.reshape(x.shape[0], -1);
        if (flat.dtype is ScalarType.Float16 or ScalarType.BFloat16) flat = flat.to(ScalarType.Float32);
        // Never below 1; a maximum below 1 is a cut of its own (as in the reference: the maximum wins).
        var s = Percentile(flat.abs()).clamp(1);
        if (double.IsFinite(maximum)) s = s.clamp_max(maximum);
        var x0 = (flat.minimum(s).maximum(-s) / s).reshape(x.shape).to(answer.X0.dtype);
        var cut = recomputeEpsilon ? Denoised.FromX0(x0, x, level) : answer with { X0 = x0 };
        return new(cut.X0.MoveToOuterDisposeScope(), cut.Epsilon.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// [B, 1]: on the straight line between the two nearest ranks. torch's quantile takes 2^24 numbers an image.
    /// </summary>
    private Tensor Percentile(Tensor absolute)
    {
        var (sorted, _) = absolute.sort(1);
        var rank = ratio * (sorted.shape[1] - 1);
        var below = (long)rank;
        var (low, high) = (sorted.narrow(1, below, 1), sorted.narrow(1, Math.Min(below + 1, sorted.shape[1] - 1), 1));
        return low + (rank - below) * (high - low);
    }
}
