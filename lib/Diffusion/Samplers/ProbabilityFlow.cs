namespace Diffusion;

/// <summary>
/// The probability-flow ODE (Song et al., 2021, section 4.3) solved as exactly as asked: Dormand and Prince's method of
/// order 5 with step sizes of its own between the levels of the list, for dx/dσ = ε in u = log σ. Many model calls;
/// what fast samplers are measured against. The last interval, to no noise, where log σ has no end, is an Euler step.
/// </summary>
/// <param name="tolerance">
/// The error allowed in each inner step, relative to the larger of 1 and the pixel's size.
/// </param>
public sealed class ProbabilityFlow(double tolerance = 1e-5)
    : Sampler("Probability-flow ODE", NoisePath.VarianceExploding)
{
    private readonly double tolerance = Setting.Within(
        tolerance, double.Epsilon, double.MaxValue, "The tolerance lies above 0.");

    // Dormand and Prince (1980): where the slopes are taken, how they are mixed on the way, and the error's weights.
    private static readonly double[] Nodes = [0, 1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1, 1];

    private static readonly double[][] Mix =
    [
        [],
        [1 / 5.0],
        [3 / 40.0, 9 / 40.0],
        [44 / 45.0, -56 / 15.0, 32 / 9.0],
        [19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0],
        [9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0],
        [35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0],
    ];

    private static readonly double[] Error =
        [71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0];

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (_, epsilon) = run.Denoise();
        return step.To.Sigma == 0 ? run.X - step.From.Sigma * epsilon : Solve(run, step.From.Sigma * epsilon, step);
    }

    private Tensor Solve(SamplerRun run, Tensor slope, NoiseStep move)
    {
        var (from, to) = move;
        double u = Math.Log(from.Sigma), end = Math.Log(to.Sigma), step = end - u;
        var x = run.X;
        while (u > end)
        {
            if (u + step < end) step = end - u;
            if (Math.Abs(step) < 1e-9)
                throw new ArithmeticException(
                    $"The ODE cannot be solved to {tolerance} between {from} and {to}: the denoiser jumps there.");
            using var scope = NewDisposeScope();
            var (next, slopes) = (x, new Tensor[7]);
            slopes[0] = slope;
            for (var i = 1; i < 7; i++)
            {
                next = x + step * Sum(Mix[i], slopes);
                var node = u + Nodes[i] * step;
                var level = Math.Abs(node - end) < 1e-12 ? to : new(double.NaN, 1, Math.Exp(node));
                slopes[i] = run.Denoise(next, level).Epsilon * level.Sigma;
            }
            var error = (step * Sum(Error, slopes) / next.abs().clamp_min(1)).abs().max().to(ScalarType.Float64)
                .item<double>() / tolerance;
            if (error <= 1)
            {
                u = Math.Abs(u + step - end) < 1e-12 ? end : u + step;
                (x, slope) = (next.MoveToOuterDisposeScope(), slopes[6].MoveToOuterDisposeScope());
            }
            step *= Math.Clamp(0.9 * Math.Pow(Math.Max(error, 1e-10), -0.2), 0.2, 5);
        }
        return x;
    }

    private static Tensor Sum(double[] weights, Tensor[] slopes) =>
        weights.Zip(slopes).Where(part => part.First != 0).Select(part => part.First * part.Second)
            .Aggregate((sum, part) => sum + part);
}
