using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// DEIS (Zhang and Chen, "Fast Sampling of Diffusion Models with Exponential Integrator", 2023, the log-ρ form, tAB): a
/// polynomial in log σ through the last noise estimates, integrated over the step. One model call a step. The last step,
/// to no noise, is first order, because log σ ends at -∞.
/// </summary>
/// <param name="order">1 to 3: how many estimates are used, and held.</param>
/// <param name="lowerOrderBelow">With fewer steps than this the last ones fall in order, which is steadier; 0 for never.</param>
public sealed class Deis(int order = 2, int lowerOrderBelow = 15) : ISampler
{
    private readonly int order = order is >= 1 and <= 3 ? order : throw new ArgumentOutOfRangeException(nameof(order), order, "DEIS has orders 1 to 3.");

    /// <inheritdoc/>
    public string Name => $"DEIS, order {order}";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        using var noises = new History(order);
        int steps = levels.Count - 1, left = steps;
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, epsilon) = run.Denoise(from);
                noises.Add(from, epsilon);
                var used = to.Sigma == 0 ? 1 : steps < lowerOrderBelow ? Math.Min(noises.Count, left) : noises.Count;
                var logs = Enumerable.Range(0, used).Select(i => Math.Log(noises[i].Level.SigmaVe)).ToArray();
                var next = run.VarianceExploding(from);
                for (var j = 0; j < used; j++)
                {
                    // ∫ L(log σ) dσ with σ = e^u; a single estimate is simply kept over the step.
                    var weight = used == 1
                        ? to.SigmaVe - from.SigmaVe
                        : Quadrature.Integrate(u => Quadrature.Lagrange(u, logs, j) * Math.Exp(u), logs[0], Math.Log(to.SigmaVe));
                    next = next + weight * noises[j].Answer;
                }
                run.MoveTo(to, to.Alpha * next, x0);
                left--;
            }
            yield return run.State();
        }
    }
}
