using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// DPM-2 with fresh noise (k-diffusion's "DPM2 a"): the midpoint rule to below the next level, then up with new noise.
/// </summary>
/// <remarks>
/// The posterior's split goes down to σ_to² / σ_from, so the middle, on the logarithmic scale, is the next level itself:
/// no level has to be invented in between. Two model calls a step, one in the last.
/// </remarks>
public sealed class Dpm2Ancestral : ISampler
{
    /// <inheritdoc/>
    public string Name => "DPM-2 ancestral";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var x = run.VarianceExploding(from);
                var (x0, slope) = run.Denoise(from);
                var next = x + (to.SigmaVe - from.SigmaVe) * slope;
                if (to.Sigma > 0)
                {
                    var (down, up) = EulerAncestral.Split(from.SigmaVe, to.SigmaVe, eta: 1);
                    (x0, slope) = run.Denoise(to.Alpha * next, to);
                    next = x + (down - from.SigmaVe) * slope + up * run.Noise();
                }
                run.MoveTo(to, to.Alpha * next, x0);
            }
            yield return run.State();
        }
    }
}
