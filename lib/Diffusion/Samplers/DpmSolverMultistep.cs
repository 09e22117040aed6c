namespace Diffusion;

/// <summary>
/// DPM-Solver, multistep (Lu et al., "DPM-Solver++", 2022, algorithm 2: 2M; third order as in the authors' code): the
/// slope of the denoiser's answer comes from the answers of earlier steps. One model call a step. The last step, to no
/// noise, is first order.
/// </summary>
/// <param name="order">1 to 3: how many answers are used, and held. Order 1 is DDIM.</param>
/// <param name="kind">What is taken to change slowly: the image (DPM-Solver++) or the noise (DPM-Solver).</param>
/// <param name="eta">0 solves the ODE, 1 the SDE (fresh noise in every step, "SDE-DPM-Solver++").</param>
/// <param name="rule">For second-order steps.</param>
/// <param name="lowerOrderBelow">
/// With fewer steps than this the last ones fall in order, which is steadier; 0 for never.
/// </param>
/// <param name="eulerAtFinal">Whether the last step is first order in any case.</param>
public sealed class DpmSolverMultistep(
    int order = 2, DpmSolverKind kind = DpmSolverKind.Data, double eta = 0, DpmSolverRule rule = DpmSolverRule.Midpoint,
    int lowerOrderBelow = 15, bool eulerAtFinal = false)
    : Sampler((eta > 0 ? "SDE-" : "") + (kind == DpmSolverKind.Data ? "DPM-Solver++" : "DPM-Solver")
        + (order == 1 ? " 1" : $" {order}M") + (rule == DpmSolverRule.Heun && order == 2 ? ", Heun" : ""))
{
    private readonly int order = Setting.Within(order, 1, 3, "DPM-Solver has orders 1 to 3.");
    private readonly DpmSolverKind kind = Setting.Known(kind);
    private readonly double eta = Setting.Within(eta, 0, 1, "Eta goes from the ODE, 0, to the SDE, 1.");
    private readonly DpmSolverRule rule = Setting.Known(rule);
    private readonly int lowerOrderBelow = Setting.Within(
        lowerOrderBelow, 0, int.MaxValue, "A number of steps is 0 or more.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (x0, epsilon) = run.Denoise();
        var past = run.Remember(kind == DpmSolverKind.Data ? x0 : epsilon, order);
        var solver = new ExponentialStep(step, kind, eta);
        var answer = past[0].Answer;
        var next = Math.Min(past.Count, OrderAllowed(run, step)) switch
        {
            1 => solver.First(run.X, answer),
            2 => solver.Second(run.X, answer, Slope(past, 0, step), rule),
            _ => Third(solver, run.X, past, step),
        };
        return next + run.Noise(solver.Std);
    }

    private int OrderAllowed(SamplerRun run, NoiseStep step) =>
        step.To.Sigma == 0 || (eulerAtFinal && run.IntervalsLeft == 1) ? 1
        : run.Intervals < lowerOrderBelow ? run.IntervalsLeft : order;

    /// <summary>The parabola through the last three answers: its slope and its curvature here.</summary>
    private static Tensor Third(ExponentialStep solver, Tensor x, History past, NoiseStep step)
    {
        var (near, far) = (Slope(past, 0, step), Slope(past, 1, step));
        var (back, before) = (Length(past, 0, step), Length(past, 1, step));
        var change = (near - far) / (back + before);
        return solver.Third(x, past[0].Answer, near + back * change, change);
    }

    /// <summary>
    /// How the answers changed over an earlier step, for each length of this step (1/r in the paper).
    /// </summary>
    private static Tensor Slope(History past, int ago, NoiseStep step) =>
        (past[ago].Answer - past[ago + 1].Answer) / Length(past, ago, step);

    /// <summary>An earlier step's length in λ, in lengths of this step: r in the paper.</summary>
    private static double Length(History past, int ago, NoiseStep step) =>
        new NoiseStep(past[ago + 1].Level, past[ago].Level).Lambda / step.Lambda;
}
