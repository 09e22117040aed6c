using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A linear multistep method (Adams-Bashforth) on the probability-flow ODE, for uneven steps (k-diffusion's LMS): a
/// polynomial through the last slopes, integrated over the step. One model call a step.
/// </summary>
/// <param name="order">1 to 4: how many slopes are used, and held.</param>
public sealed class Lms(int order = 4) : ISampler
{
    private readonly int order = order is >= 1 and <= 4 ? order : throw new ArgumentOutOfRangeException(nameof(order), order, "LMS has orders 1 to 4.");

    /// <inheritdoc/>
    public string Name => $"LMS, order {order}";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        using var slopes = new History(order);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, slope) = run.Denoise(from);
                slopes.Add(from, slope);
                var sigmas = Enumerable.Range(0, slopes.Count).Select(i => slopes[i].Level.SigmaVe).ToArray();
                var next = run.VarianceExploding(from);
                for (var j = 0; j < sigmas.Length; j++)
                {
                    var weight = Quadrature.Integrate(sigma => Quadrature.Lagrange(sigma, sigmas, j), from.SigmaVe, to.SigmaVe);
                    next = next + weight * slopes[j].Answer;
                }
                run.MoveTo(to, to.Alpha * next, x0);
            }
            yield return run.State();
        }
    }
}
