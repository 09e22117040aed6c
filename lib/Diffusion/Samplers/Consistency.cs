namespace Diffusion;

/// <summary>
/// Multistep consistency sampling (Song et al., "Consistency Models", 2023, algorithm 1; latent consistency models use
/// the same): believe the estimate of the clean image, add fresh noise up to the next level, ask again. With a single
/// step it is the one-step generator. Made for distilled networks, <see cref="ConsistencyDenoiser"/> or
/// <see cref="LcmDenoiser"/>.
/// </summary>
/// <param name="leastNoise">
/// The SigmaVe that a "clean" image still has (ε in the paper, 0.002): so much less noise is added.
/// </param>
public sealed class Consistency(double leastNoise = 0) : Sampler("Consistency")
{
    private readonly double leastNoise = Setting.Within(
        leastNoise, 0, double.MaxValue, "The least noise is 0 or more.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (to, least) = (step.To, step.To.Alpha * leastNoise);
        return to.Alpha * run.Denoise().X0 + run.Noise(Math.Sqrt(Math.Max(0, to.Sigma * to.Sigma - least * least)));
    }
}
