using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// DDIM (Song, Meng and Ermon, "Denoising Diffusion Implicit Models", 2021, equation 12): keep the estimated image and
/// the estimated noise, mix them anew at the next level. With eta above 0 a part of the noise is replaced by fresh noise.
/// </summary>
/// <param name="eta">0 is deterministic; 1 gives DDPM's posterior variance on the same steps.</param>
public sealed class Ddim(double eta = 0) : ISampler
{
    /// <inheritdoc/>
    public string Name => eta == 0 ? "DDIM" : FormattableString.Invariant($"DDIM, eta {eta}");

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, epsilon) = run.Denoise(from);
                var fresh = eta * Ddpm.PosteriorStd(from, to);
                var old = Math.Sqrt(Math.Max(0, to.Sigma * to.Sigma - fresh * fresh));
                var next = to.Alpha * x0 + old * epsilon;
                if (eta > 0) next = next + fresh * run.Noise();
                run.MoveTo(to, next, x0);
            }
            yield return run.State();
        }
    }
}
