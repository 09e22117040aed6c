namespace Diffusion;

/// <summary>Where a sampler is after a step.</summary>
/// <param name="Step">The number of steps taken, from 1.</param>
/// <param name="Level">The noise level of <paramref name="X"/>.</param>
/// <param name="X">[B, ...], the image so far. Belongs to the caller.</param>
/// <param name="X0">
/// [B, ...], the last estimate of the clean image that this step asked for. Belongs to the caller.
/// </param>
/// <param name="ModelCalls">How often the denoiser was asked so far.</param>
public sealed record SamplerState(int Step, NoiseLevel Level, Tensor X, Tensor X0, int ModelCalls) : IDisposable
{
    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        X.Dispose();
        X0.Dispose();
    }
}
