using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Pseudo linear multistep (Liu et al., "Pseudo Numerical Methods for Diffusion Models on Manifolds", 2022): DDIM's step
/// with a noise estimate that Adams-Bashforth makes from the last four. One model call a step. The weights are those of
/// even steps, also where the steps are not even.
/// </summary>
/// <param name="improvedStart">
/// Take the first step twice, the second time with the mean of the slopes at both ends (Stable Diffusion's PLMS; costs one
/// model call). Without it the first steps are of order 1, 2 and 3 (diffusers' IPNDM).
/// </param>
public sealed class Plms(bool improvedStart = true) : ISampler
{
    /// <inheritdoc/>
    public string Name => improvedStart ? "PLMS" : "PLMS, plain start";

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        using var noises = new History(4);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, epsilon) = run.Denoise(from);
                noises.Add(from, epsilon);
                var mean = Extrapolated(noises);
                if (noises.Count == 1 && improvedStart && to.Sigma > 0)
                    mean = (epsilon + run.Denoise(Transfer(run.X, epsilon, from, to), to).Epsilon) / 2;
                run.MoveTo(to, Transfer(run.X, mean, from, to), x0);
            }
            yield return run.State();
        }
    }

    /// <summary>PNDM's transfer (equation 11): DDIM's step with any noise estimate.</summary>
    internal static Tensor Transfer(Tensor x, Tensor epsilon, NoiseLevel from, NoiseLevel to)
    {
        var (x0, _) = Denoised.FromEpsilon(epsilon, x, from);
        return to.Alpha * x0 + to.Sigma * epsilon;
    }

    /// <summary>Adams-Bashforth of order 1 to 4 for even steps (equation 9 is the fourth).</summary>
    internal static Tensor Extrapolated(History e) => e.Count switch
    {
        1 => e[0].Answer,
        2 => (3 * e[0].Answer - e[1].Answer) / 2,
        3 => (23 * e[0].Answer - 16 * e[1].Answer + 5 * e[2].Answer) / 12,
        _ => (55 * e[0].Answer - 59 * e[1].Answer + 37 * e[2].Answer - 9 * e[3].Answer) / 24,
    };
}
