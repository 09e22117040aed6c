using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A latent consistency model (Luo et al., 2023, equation 9): an ordinary network's estimate of the clean image, mixed
/// with the noisy one so that at t = 0 the image itself is answered.
/// </summary>
/// <param name="inner">The distilled network, read as any other.</param>
/// <param name="schedule">The noise levels it was trained on: where t is looked up.</param>
/// <param name="dataStd">σ_data, 0.5.</param>
/// <param name="timestepScale">s: how fast the mixture turns to the network with the timestep, 10.</param>
public sealed class LcmDenoiser(
    IDenoiser inner, NoiseSchedule schedule, double dataStd = 0.5, double timestepScale = 10) : IDenoiser
{
    private readonly double dataStd = dataStd > 0 && double.IsFinite(dataStd) ? dataStd
        : throw new ArgumentOutOfRangeException(
            nameof(dataStd), dataStd, "The standard deviation of the data is above 0; 0.5 for images in [-1, 1].");

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        var scaled = schedule.TimestepOf(level) * timestepScale;
        var variance = scaled * scaled + dataStd * dataStd;
        var x0 = dataStd * dataStd / variance * x + scaled / Math.Sqrt(variance) * inner.Denoise(x, level).X0;
        var denoised = Denoised.FromX0(x0, x, level);
        return new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
    }
}
