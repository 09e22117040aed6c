using static TorchSharp.torch;

namespace Diffusion;

/// <summary>What every tensor from a caller has to be before anything is computed from it.</summary>
internal static class TensorInput
{
    /// <summary>Refuses whole numbers: as one of those, a weight between 0 and 1 would be 0, without a word.</summary>
    /// <exception cref="ArgumentException">The tensor holds bytes, integers or booleans.</exception>
    internal static void RequireFractions(Tensor tensor, string parameter)
    {
        if (!tensor.is_floating_point())
            throw new ArgumentException(
                $"This tensor [{string.Join(", ", tensor.shape)}] is of type {tensor.dtype}, which has no fractions to "
                + "compute with. Bring it to numbers like those of the noise first: bytes, for example, with "
                + "images.to(ScalarType.Float32) / 127.5 - 1.",
                parameter);
    }

    /// <summary>
    /// Refuses NaN and infinity, of which a measure would make another NaN or an error of the linear algebra.
    /// </summary>
    /// <exception cref="ArgumentException">Some number is not finite.</exception>
    internal static void RequireFinite(Tensor tensor, string parameter)
    {
        using var finite = tensor.isfinite();
        using var sum = finite.sum();
        var bad = tensor.numel() - sum.to(ScalarType.Int64).item<long>();
        if (bad > 0)
            throw new ArgumentException(
                $"[{string.Join(", ", tensor.shape)}]: {bad} of its {tensor.numel()} numbers are NaN or infinite. Look "
                + "at what made them: a network that was not trained, or a division by 0.", parameter);
    }
}
