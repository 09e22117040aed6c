using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Looks at a noisy image, says what the clean image and the noise in it are. A trained network, an exact formula and a
/// guided combination are all denoisers; every sampler takes any of them.
/// </summary>
public interface IDenoiser
{
    /// <summary>
    /// Splits <paramref name="x"/> into its estimated parts: <c>x = Alpha · X0 + Sigma · Epsilon</c>.
    /// </summary>
    /// <param name="x">[B, ...], noisy.</param>
    /// <param name="level">How noisy. One level for the whole batch.</param>
    /// <returns>Tensors of the shape of <paramref name="x"/>, owned by the caller.</returns>
    Denoised Denoise(Tensor x, NoiseLevel level);
}
