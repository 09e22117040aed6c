namespace Diffusion;

/// <summary>
/// PNDM (Liu et al., "Pseudo Numerical Methods for Diffusion Models on Manifolds", 2022, algorithm 2, "F-PNDM"): three
/// pseudo Runge-Kutta steps of four model calls each, then <see cref="Plms"/>.
/// </summary>
public sealed class Pndm : Sampler
{
    private readonly Func<NoiseLevel, NoiseLevel, NoiseLevel> halfway;

    /// <summary>With levels between as the paper has them: halfway in timesteps.</summary>
    /// <param name="schedule">Where the levels between are looked up.</param>
    public Pndm(NoiseSchedule schedule)
        : this((from, to) => schedule.At((schedule.TimestepOf(from) + schedule.TimestepOf(to)) / 2)) =>
        ArgumentNullException.ThrowIfNull(schedule);

    /// <summary>With levels between of one's own.</summary>
    /// <param name="halfway">Gives the level in the middle of a Runge-Kutta step.</param>
    public Pndm(Func<NoiseLevel, NoiseLevel, NoiseLevel> halfway) : base("PNDM") =>
        this.halfway = halfway ?? throw new ArgumentNullException(nameof(halfway));

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (_, e1) = run.Denoise();
        var noises = run.Remember(e1, 4);
        if (noises.Count > 3 || step.To.Sigma == 0)
            return PseudoNumerical.Transfer(run.X, PseudoNumerical.Extrapolated(noises), step);
        // The classical fourth-order mean of slopes (equation 13), moved along by the transfer.
        var half = step with { To = halfway(step.From, step.To) };
        var e2 = run.Denoise(PseudoNumerical.Transfer(run.X, e1, half), half.To).Epsilon;
        var e3 = run.Denoise(PseudoNumerical.Transfer(run.X, e2, half), half.To).Epsilon;
        var e4 = run.Denoise(PseudoNumerical.Transfer(run.X, e3, step), step.To).Epsilon;
        return PseudoNumerical.Transfer(run.X, (e1 + 2 * e2 + 2 * e3 + e4) / 6, step);
    }
}
