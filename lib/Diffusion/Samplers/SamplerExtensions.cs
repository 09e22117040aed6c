using static TorchSharp.torch;

namespace Diffusion;

/// <summary>The two usual ways to use a stream of states.</summary>
public static class SamplerExtensions
{
    /// <summary>Runs to the end and returns only the final image, [B, ...]; owned by the caller.</summary>
    public static Tensor Run(this ISampler sampler, IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        SamplerState? last = null;
        foreach (var state in sampler.Sample(denoiser, start, levels, generator))
        {
            last?.Dispose();
            last = state;
        }
        last!.X0.Dispose();
        return last.X;
    }
}
