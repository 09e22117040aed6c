using TorchSharp;

namespace Diffusion.Tests;

/// <summary>Counts how often it is asked.</summary>
internal sealed class CountedDenoiser(IDenoiser inner) : IDenoiser
{
    public int Calls { get; private set; }

    public Denoised Denoise(torch.Tensor x, NoiseLevel level)
    {
        Calls++;
        return inner.Denoise(x, level);
    }
}
