namespace Diffusion;

/// <summary>
/// DPM-Solver, single-step (Lu et al., "DPM-Solver", 2022, algorithms 1 and 2; "DPM-Solver++", 2022, algorithm 1: 2S):
/// the slope of the denoiser's answer comes from levels inside the step. A step of order k spans k intervals of the
/// list, whose inner levels are those, so n levels cost n model calls. The last interval, to no noise, is a first-order
/// step.
/// </summary>
/// <param name="order">1 to 3. Order 1 is DDIM.</param>
/// <param name="kind">What is taken to change slowly: the image (DPM-Solver++) or the noise (DPM-Solver).</param>
/// <param name="rule">For steps of order 2 and 3.</param>
/// <param name="lowerOrderFinal">
/// End at falling order (..., 2, 1), steadier when there are few steps; else only intervals that are left over are
/// lower.
/// </param>
public sealed class DpmSolverSinglestep(
    int order = 2, DpmSolverKind kind = DpmSolverKind.Data, DpmSolverRule rule = DpmSolverRule.Midpoint,
    bool lowerOrderFinal = true)
    : Sampler((kind == DpmSolverKind.Data ? "DPM-Solver++" : "DPM-Solver")
        + (order == 1 ? " 1S" : $" {order}S") + (rule == DpmSolverRule.Heun && order > 1 ? ", Heun" : ""))
{
    private readonly int order = Setting.Within(order, 1, 3, "DPM-Solver has orders 1 to 3.");
    private readonly DpmSolverKind kind = Setting.Known(kind);
    private readonly DpmSolverRule rule = Setting.Known(rule);

    /// <inheritdoc/>
    protected override IEnumerable<int> Spans(IReadOnlyList<NoiseLevel> levels)
    {
        for (int left = levels.Count - 1, next; left > 0; left -= next)
        {
            // Pure noise is infinitely far in λ: no level lies inside the first step from there. Falling order at the
            // end: the last step is never of full order, and first order if it ends without noise.
            next = left == levels.Count - 1 && levels[0].Alpha == 0 ? 1 : Math.Min(order, left);
            var steadier = (lowerOrderFinal && next == order) || levels[^1].Sigma == 0;
            if (next == left && steadier && next > 1) next--;
            yield return next;
        }
    }

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        NoiseLevel[] levels = [step.From, .. run.Inside, step.To];
        var answers = new Tensor[levels.Length - 1];
        var x = run.X;
        for (var i = 0; i < answers.Length; i++)
        {
            var (x0, epsilon) = i == 0 ? run.Denoise() : run.Denoise(x, levels[i]);
            answers[i] = kind == DpmSolverKind.Data ? x0 : epsilon;
            var solver = new ExponentialStep(new(step.From, levels[i + 1]), kind);
            x = i switch
            {
                0 => solver.First(run.X, answers[0]),
                1 => Second(solver, run.X, levels, answers),
                _ => Third(solver, run.X, levels, answers),
            };
        }
        return x;
    }

    private Tensor Second(ExponentialStep solver, Tensor x, NoiseLevel[] levels, Tensor[] answers) =>
        solver.Second(x, answers[0], (answers[1] - answers[0]) / Part(levels, 1, solver),
            rule == DpmSolverRule.Paper && answers.Length == 3 ? DpmSolverRule.Heun : rule);

    private Tensor Third(ExponentialStep solver, Tensor x, NoiseLevel[] levels, Tensor[] answers)
    {
        var (near, far) = (Part(levels, 1, solver), Part(levels, 2, solver));
        var slopeNear = (answers[1] - answers[0]) / near;
        var slopeFar = (answers[2] - answers[0]) / far;
        // DPM-Solver-3 uses the outer slope alone; the other form fits a parabola.
        return rule != DpmSolverRule.Heun
            ? solver.Second(x, answers[0], slopeFar, DpmSolverRule.Heun)
            : solver.Third(x, answers[0], (far * slopeNear - near * slopeFar) / (far - near),
                2 * (slopeFar - slopeNear) / (far - near));
    }

    /// <summary>Where in the step an inner level lies, 0 to 1.</summary>
    private static double Part(NoiseLevel[] levels, int i, ExponentialStep solver) =>
        new NoiseStep(levels[0], levels[i]).Lambda / solver.Lambda;
}
