using TorchSharp;

namespace Diffusion;

/// <summary>Where tensors live: the GPU where there is one, else the processor.</summary>
public static class Devices
{
    /// <summary>The first CUDA device, else Apple's GPU, else the CPU.</summary>
    /// <exception cref="PlatformNotSupportedException">libtorch could not be loaded.</exception>
    public static torch.Device Best
    {
        get
        {
            NativeLibraries.ThrowIfUnavailable();
            return torch.cuda_is_available() ? torch.CUDA : torch.mps_is_available() ? torch.MPS : torch.CPU;
        }
    }
}
