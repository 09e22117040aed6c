using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Euler with fresh noise (k-diffusion's "Euler a"): go further down than asked, then come up again with new noise.
/// </summary>
/// <param name="eta">The share of the posterior's noise that is fresh: 0 is <see cref="Euler"/>, 1 the ancestral sampler.</param>
public sealed class EulerAncestral(double eta = 1) : ISampler
{
    /// <inheritdoc/>
    public string Name => eta == 1 ? "Euler ancestral" : FormattableString.Invariant($"Euler ancestral, eta {eta}");

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, slope) = run.Denoise(from);
                var (down, up) = Split(from.SigmaVe, to.SigmaVe, eta);
                var next = run.VarianceExploding(from) + (down - from.SigmaVe) * slope;
                if (up > 0) next = next + up * run.Noise();
                run.MoveTo(to, to.Alpha * next, x0);
            }
            yield return run.State();
        }
    }

    /// <summary>The noise left of the old (down) and the fresh noise (up): down² + up² = to².</summary>
    internal static (double Down, double Up) Split(double from, double to, double eta)
    {
        var up = Math.Min(to, eta * to / from * Math.Sqrt(from * from - to * to));
        return (Math.Sqrt(to * to - up * up), up);
    }
}
