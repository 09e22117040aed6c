using static TorchSharp.torch;

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
/// <param name="lowerOrderBelow">With fewer steps than this the last ones fall in order, which is steadier; 0 for never.</param>
/// <param name="eulerAtFinal">Whether the last step is first order in any case.</param>
public sealed class DpmSolverMultistep(
    int order = 2, DpmSolverKind kind = DpmSolverKind.Data, double eta = 0, DpmSolverRule rule = DpmSolverRule.Midpoint,
    int lowerOrderBelow = 15, bool eulerAtFinal = false) : ISampler
{
    private readonly int order = order is >= 1 and <= 3
        ? order : throw new ArgumentOutOfRangeException(nameof(order), order, "DPM-Solver has orders 1 to 3.");

    /// <inheritdoc/>
    public string Name => (eta > 0 ? "SDE-" : "") + (kind == DpmSolverKind.Data ? "DPM-Solver++" : "DPM-Solver")
        + (order == 1 ? " 1" : $" {order}M") + (rule == DpmSolverRule.Heun && order == 2 ? ", Heun" : "");

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        using var answers = new History(order);
        int steps = levels.Count - 1, left = steps;
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var (x0, epsilon) = run.Denoise(from);
                answers.Add(from, kind == DpmSolverKind.Data ? x0 : epsilon);
                var step = new ExponentialStep(from, to, kind, eta);
                var next = Math.Min(answers.Count, OrderAllowed(to, left, steps)) switch
                {
                    1 => step.First(run.X, answers[0].Answer),
                    2 => Second(step, run.X, answers),
                    _ => Third(step, run.X, answers),
                };
                if (step.Std > 0) next = next + step.Std * run.Noise();
                run.MoveTo(to, next, x0);
                left--;
            }
            yield return run.State();
        }
    }

    private int OrderAllowed(NoiseLevel to, int left, int steps) =>
        to.Sigma == 0 || (eulerAtFinal && left == 1) ? 1 : steps < lowerOrderBelow ? left : order;

    private Tensor Second(ExponentialStep step, Tensor x, History answers)
    {
        var back = (answers[0].Level.LogSnr - answers[1].Level.LogSnr) / 2 / step.Lambda;
        return step.Second(x, answers[0].Answer, (answers[0].Answer - answers[1].Answer) / back, rule);
    }

    private static Tensor Third(ExponentialStep step, Tensor x, History answers)
    {
        // Divided differences, in units of this step: slopes over the last two steps, their change, the slope here.
        var back = (answers[0].Level.LogSnr - answers[1].Level.LogSnr) / 2 / step.Lambda;
        var before = (answers[1].Level.LogSnr - answers[2].Level.LogSnr) / 2 / step.Lambda;
        var near = (answers[0].Answer - answers[1].Answer) / back;
        var far = (answers[1].Answer - answers[2].Answer) / before;
        var change = (near - far) / (back + before);
        return step.Third(x, answers[0].Answer, near + back * change, change);
    }
}
