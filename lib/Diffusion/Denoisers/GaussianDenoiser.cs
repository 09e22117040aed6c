using static TorchSharp.torch;

namespace Diffusion;

/// <summary>The exact denoiser of data that is normally distributed, each coordinate on its own: E[x0 | x].</summary>
/// <param name="mean">The data's mean.</param>
/// <param name="std">The data's standard deviation, 0 or more.</param>
public sealed class GaussianDenoiser(double mean, double std) : IDenoiser
{
    private readonly double mean = double.IsFinite(mean) ? mean
        : throw new ArgumentOutOfRangeException(
            nameof(mean), mean, FormattableString.Invariant($"A mean is a finite number, not {mean}."));
    private readonly double std = std >= 0 && double.IsFinite(std) ? std
        : throw new ArgumentOutOfRangeException(nameof(std), std, "A standard deviation is 0 or more, and finite.");

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        var variance = level.AlphaBar * std * std + level.Sigma * level.Sigma;
        var trust = variance == 0 ? 0 : level.Alpha * std * std / variance;
        var denoised = Denoised.FromX0(mean + trust * (x - level.Alpha * mean), x, level);
        return new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
    }
}
