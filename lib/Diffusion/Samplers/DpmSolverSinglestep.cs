using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// DPM-Solver, single-step (Lu et al., "DPM-Solver", 2022, algorithms 1 and 2; "DPM-Solver++", 2022, algorithm 1: 2S):
/// the slope of the denoiser's answer comes from levels inside the step. A step of order k spans k intervals of the list,
/// whose inner levels are those, so n levels cost n model calls. The last interval, to no noise, is a first-order step.
/// </summary>
/// <param name="order">1 to 3. Order 1 is DDIM.</param>
/// <param name="kind">What is taken to change slowly: the image (DPM-Solver++) or the noise (DPM-Solver).</param>
/// <param name="rule">For steps of order 2 and 3.</param>
/// <param name="lowerOrderFinal">
/// End at falling order (..., 2, 1), steadier when there are few steps; else only intervals that are left over are lower.
/// </param>
public sealed class DpmSolverSinglestep(
    int order = 2, DpmSolverKind kind = DpmSolverKind.Data, DpmSolverRule rule = DpmSolverRule.Midpoint, bool lowerOrderFinal = true)
    : ISampler
{
    private readonly int order = order is >= 1 and <= 3
        ? order : throw new ArgumentOutOfRangeException(nameof(order), order, "DPM-Solver has orders 1 to 3.");

    /// <inheritdoc/>
    public string Name => (kind == DpmSolverKind.Data ? "DPM-Solver++" : "DPM-Solver")
        + (order == 1 ? " 1S" : $" {order}S") + (rule == DpmSolverRule.Heun && order > 1 ? ", Heun" : "");

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        var first = 0;
        foreach (var orderHere in Orders(levels))
        {
            using (run.Step())
            {
                var nodes = levels.Skip(first).Take(orderHere).ToArray();
                var answers = new Tensor[orderHere];
                var (x, x0) = (run.X, run.X);
                for (var i = 0; i < orderHere; i++)
                {
                    (x0, var epsilon) = run.Denoise(x, nodes[i]);
                    answers[i] = kind == DpmSolverKind.Data ? x0 : epsilon;
                    var to = levels[first + i + 1];
                    var step = new ExponentialStep(nodes[0], to, kind);
                    x = i switch
                    {
                        0 => step.First(run.X, answers[0]),
                        1 => Second(step, run.X, nodes, answers),
                        _ => Third(step, run.X, nodes, answers),
                    };
                }
                first += orderHere;
                run.MoveTo(levels[first], x, x0);
            }
            yield return run.State();
        }
    }

    /// <summary>The orders of the steps; their sum is the number of intervals.</summary>
    private List<int> Orders(IReadOnlyList<NoiseLevel> levels)
    {
        var left = levels.Count - 1;
        var orders = new List<int>();
        for (; left > 0; left -= orders[^1])
        {
            // Falling order at the end: the last step is never of full order, and first order if it ends without noise.
            var next = Math.Min(order, left);
            var steadier = (lowerOrderFinal && next == order) || levels[^1].Sigma == 0;
            orders.Add(next == left && steadier && next > 1 ? next - 1 : next);
        }
        return orders;
    }

    private Tensor Second(ExponentialStep step, Tensor x, NoiseLevel[] nodes, Tensor[] answers) =>
        step.Second(x, answers[0], (answers[1] - answers[0]) / Part(nodes, 1, step),
            rule == DpmSolverRule.Paper && nodes.Length == 3 ? DpmSolverRule.Heun : rule);

    private Tensor Third(ExponentialStep step, Tensor x, NoiseLevel[] nodes, Tensor[] answers)
    {
        var (near, far) = (Part(nodes, 1, step), Part(nodes, 2, step));
        var slopeNear = (answers[1] - answers[0]) / near;
        var slopeFar = (answers[2] - answers[0]) / far;
        // DPM-Solver-3 uses the outer slope alone; the other form fits a parabola.
        return rule != DpmSolverRule.Heun
            ? step.Second(x, answers[0], slopeFar, DpmSolverRule.Heun)
            : step.Third(x, answers[0], (far * slopeNear - near * slopeFar) / (far - near), 2 * (slopeFar - slopeNear) / (far - near));
    }

    /// <summary>Where in the step an inner level lies, 0 to 1.</summary>
    private static double Part(NoiseLevel[] nodes, int i, ExponentialStep step) =>
        (nodes[i].LogSnr - nodes[0].LogSnr) / 2 / step.Lambda;
}
