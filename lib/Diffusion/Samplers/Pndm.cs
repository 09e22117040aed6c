using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// PNDM (Liu et al., "Pseudo Numerical Methods for Diffusion Models on Manifolds", 2022, algorithm 2, "F-PNDM"): three
/// pseudo Runge-Kutta steps of four model calls each, then <see cref="Plms"/>.
/// </summary>
public sealed class Pndm : ISampler
{
    private readonly Func<NoiseLevel, NoiseLevel, NoiseLevel> halfway;

    /// <summary>With levels between as the paper has them: halfway in timesteps.</summary>
    /// <param name="schedule">Where the levels between are looked up.</param>
    public Pndm(NoiseSchedule schedule)
        : this((from, to) => schedule.At((from.T + to.T) / 2))
    {
    }

    /// <summary>With levels between of one's own.</summary>
    /// <param name="halfway">Gives the level in the middle of a Runge-Kutta step.</param>
    public Pndm(Func<NoiseLevel, NoiseLevel, NoiseLevel> halfway) => this.halfway = halfway;

    /// <inheritdoc/>
    public string Name => "PNDM";

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
                var mean = noises.Count <= 3 && to.Sigma > 0 ? RungeKutta(run, epsilon, from, to) : Plms.Extrapolated(noises);
                run.MoveTo(to, Plms.Transfer(run.X, mean, from, to), x0);
            }
            yield return run.State();
        }
    }

    /// <summary>The classical fourth-order mean of slopes (equation 13), moved along by the transfer.</summary>
    private Tensor RungeKutta(SamplerRun run, Tensor e1, NoiseLevel from, NoiseLevel to)
    {
        var middle = halfway(from, to);
        var e2 = run.Denoise(Plms.Transfer(run.X, e1, from, middle), middle).Epsilon;
        var e3 = run.Denoise(Plms.Transfer(run.X, e2, from, middle), middle).Epsilon;
        var e4 = run.Denoise(Plms.Transfer(run.X, e3, from, to), to).Epsilon;
        return (e1 + 2 * e2 + 2 * e3 + e4) / 6;
    }
}
