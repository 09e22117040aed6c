using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A denoiser's answer: the estimate of the clean image and, equivalently, of the noise.</summary>
/// <param name="X0">[B, ...], the clean image.</param>
/// <param name="Epsilon">[B, ...], the noise, of unit variance.</param>
public readonly record struct Denoised(Tensor X0, Tensor Epsilon) : IDisposable
{
    /// <summary>Completes an estimate of the clean image: the noise is what is left of <paramref name="x"/>.</summary>
    /// <remarks>Without noise (Sigma = 0) nothing is left, and the noise is said to be 0.</remarks>
    public static Denoised FromX0(Tensor x0, Tensor x, NoiseLevel level) =>
        new(x0, level.Sigma == 0 ? zeros_like(x) : (x - level.Alpha * x0) / level.Sigma);

    /// <summary>Completes an estimate of the noise: the clean image is what is left of <paramref name="x"/>.</summary>
    /// <exception cref="InvalidOperationException">
    /// At pure noise (Alpha = 0) the noise says nothing about the image.
    /// </exception>
    public static Denoised FromEpsilon(Tensor epsilon, Tensor x, NoiseLevel level)
    {
        if (level.Alpha == 0)
            throw new InvalidOperationException(
                $"At t = {level.T} the schedule is pure noise (alpha = 0): a predicted noise cannot be turned into an "
                + "image there, only x0 and v can. Train with Prediction.V or Prediction.X0, or begin at an earlier "
                + "timestep.");
        return new((x - level.Sigma * epsilon) / level.Alpha, epsilon);
    }

    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        X0.Dispose();
        Epsilon.Dispose();
    }
}
