using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// DPM-2 (Karras et al., 2022, in k-diffusion's form): the midpoint rule. An Euler step to a level in between, and from
/// there the slope for the whole step. A step spans two intervals of the list, whose middle level is the one in between,
/// so n levels cost n model calls. The last interval, to no noise, is an Euler step.
/// </summary>
public sealed class Dpm2 : ISampler
{
    /// <inheritdoc/>
    public string Name => "DPM-2";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        for (var i = 0; i < levels.Count - 1;)
        {
            using (run.Step())
            {
                var from = levels[i];
                var x = run.VarianceExploding(from);
                var (x0, slope) = run.Denoise(from);
                var to = levels[++i];
                if (i < levels.Count - 1 && levels[i + 1].Sigma > 0)
                {
                    var middle = to;
                    to = levels[++i];
                    (x0, slope) = run.Denoise(middle.Alpha * (x + (middle.SigmaVe - from.SigmaVe) * slope), middle);
                }
                run.MoveTo(to, to.Alpha * (x + (to.SigmaVe - from.SigmaVe) * slope), x0);
            }
            yield return run.State();
        }
    }
}
