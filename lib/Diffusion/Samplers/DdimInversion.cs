namespace Diffusion;

/// <summary>
/// DDIM run backwards (Song, Meng and Ermon, 2021, section 4.3): takes an image to the noise from which
/// <see cref="Ddim"/> makes this image again. The levels rise here; begin at the schedule's first level, not at
/// <see cref="NoiseLevel.Clean"/>, where there is no noise to be estimated.
/// </summary>
/// <remarks>First order: with few steps the way back ends beside the image it began with.</remarks>
public sealed class DdimInversion() : Sampler("DDIM inversion", rises: true)
{
    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (x0, epsilon) = run.Denoise();
        return step.To.Alpha * x0 + step.To.Sigma * epsilon;
    }
}
