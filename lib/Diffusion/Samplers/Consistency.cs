using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Multistep consistency sampling (Song et al., "Consistency Models", 2023, algorithm 1; latent consistency models use
/// the same): believe the estimate of the clean image, add fresh noise up to the next level, ask again. With a single
/// step it is the one-step generator. Made for distilled networks, <see cref="ConsistencyDenoiser"/> or
/// <see cref="LcmDenoiser"/>.
/// </summary>
/// <param name="leastNoise">
/// The SigmaVe that a "clean" image of this network still has (ε in the paper, 0.002): the fresh noise is that much less.
/// </param>
public sealed class Consistency(double leastNoise = 0) : ISampler
{
    /// <inheritdoc/>
    public string Name => "Consistency";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, _) = run.Denoise(from);
                var fresh = Math.Sqrt(Math.Max(0, to.Sigma * to.Sigma - to.Alpha * to.Alpha * leastNoise * leastNoise));
                var next = to.Alpha * x0;
                if (fresh > 0) next = next + fresh * run.Noise();
                run.MoveTo(to, next, x0);
            }
            yield return run.State();
        }
    }
}
