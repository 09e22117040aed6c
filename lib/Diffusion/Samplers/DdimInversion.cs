using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// DDIM run backwards (Song, Meng and Ermon, 2021, section 4.3): takes an image to the noise from which
/// <see cref="Ddim"/> makes this image again. The levels rise here; begin at the schedule's first level, not at
/// <see cref="NoiseLevel.Clean"/>, where there is no noise to be estimated.
/// </summary>
/// <remarks>First order: with few steps the way back ends beside the image it began with.</remarks>
public sealed class DdimInversion : ISampler
{
    /// <inheritdoc/>
    public string Name => "DDIM inversion";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator, rising: true);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, epsilon) = run.Denoise(from);
                run.MoveTo(to, to.Alpha * x0 + to.Sigma * epsilon, x0);
            }
            yield return run.State();
        }
    }
}
