using static TorchSharp.torch;

namespace Diffusion;

/// <summary>The function B(h) of UniPC, which weighs the corrections of a step of length h.</summary>
public enum UniPcVariant
{
    /// <summary>B(h) = h.</summary>
    Bh1,

    /// <summary>B(h) = e^h - 1.</summary>
    Bh2,
}

/// <summary>
/// UniPC (Zhao et al., "UniPC: A Unified Predictor-Corrector Framework", 2023, algorithms 5 to 8): a multistep predictor,
/// and a corrector that uses the answer at the new point once more without asking again. One model call a step.
/// </summary>
/// <param name="order">1 or more: how many answers are used, and held.</param>
/// <param name="variant">The weight function; Bh2 is the authors' choice.</param>
/// <param name="kind">What is taken to change slowly: the image or the noise.</param>
/// <param name="lowerOrderFinal">End at falling order, steadier when there are few steps.</param>
/// <param name="correctFromStep">The first step, counted from 0, that is corrected; the paper skips some under strong guidance.</param>
public sealed class UniPc(
    int order = 2, UniPcVariant variant = UniPcVariant.Bh2, DpmSolverKind kind = DpmSolverKind.Data, bool lowerOrderFinal = true,
    int correctFromStep = 0) : Sampler
{
    private readonly int order = Setting.Within(order, 1, int.MaxValue, "UniPC has order 1 or more.");
    private readonly UniPcVariant variant = Setting.Known(variant);
    private readonly DpmSolverKind kind = Setting.Known(kind);
    private readonly int correctFromStep = Setting.Within(correctFromStep, 0, int.MaxValue, "Steps are counted from 0.");

    /// <inheritdoc/>
    public override string Name => $"UniPC-{order}" + (kind == DpmSolverKind.Data ? "" : ", noise") + (variant == UniPcVariant.Bh2 ? "" : ", B1");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (x0, epsilon) = run.Denoise();
        var answer = kind == DpmSolverKind.Data ? x0 : epsilon;
        var (x, images, answers) = (run.X, run.Recall("images"), run.Recall());
        if (run.StepsTaken > correctFromStep && images[0].Level.Alpha > 0)
        {
            var last = new NoiseStep(images[0].Level, step.From);
            x = Update(images[0].Answer, last, answers, Used(run, answers, run.StepsTaken - 1, last.To), answer);
        }
        run.Remember(answer, order);
        run.Remember(x, 1, "images");
        return Update(x, step, answers, Used(run, answers, run.StepsTaken, step.To), corrector: null);
    }

    /// <summary>How many answers step <paramref name="i"/> used.</summary>
    private int Used(SamplerRun run, History answers, int i, NoiseLevel to)
    {
        // Pure noise is infinitely far in λ: an answer given there, before the first step, has no slope to tell.
        var usable = run.BeginsAtPureNoise ? Math.Min(answers.Count, Math.Max(1, i)) : answers.Count;
        return Math.Min(usable, lowerOrderFinal || to.Sigma == 0 ? Math.Min(order, run.Intervals - i) : order);
    }

    /// <summary>
    /// Equations 3 and 8: the first-order step, plus B(h) times a weighted sum of the differences between past answers
    /// and the newest; the corrector adds the difference to the answer at the step's end.
    /// </summary>
    private Tensor Update(Tensor x, NoiseStep move, History answers, int used, Tensor? corrector)
    {
        var step = new ExponentialStep(move, kind);
        var newest = answers[0];
        var points = new List<(double Ratio, Tensor Answer)>();
        for (var i = 1; i < used; i++)
            points.Add((new NoiseStep(newest.Level, answers[i].Level).Lambda / step.Lambda, answers[i].Answer));
        if (corrector is not null) points.Add((1, corrector));
        if (points.Count == 0) return step.First(x, newest.Answer);

        var h = step.Argument;
        var b = variant == UniPcVariant.Bh1 ? h : ExponentialStep.Expm1(h);
        // Phi1 and Weight carry the sign of the exponent, B(h) has its own.
        var scale = step.Weight * b * Math.Sign(h);
        var weights = points.Count == 1 ? [0.5] : Weights([.. points.Select(point => point.Ratio)], h, b);
        // Each difference is (answer - newest) / ratio: the newest answer's shares are gathered into one weight.
        var next = step.Keep * x;
        var ofNewest = step.Weight * step.Phi1;
        foreach (var (weight, (ratio, answer)) in weights.Zip(points))
        {
            var share = scale * weight / ratio;
            next.add_(answer, alpha: share);
            ofNewest -= share;
        }
        return next.add_(newest.Answer, alpha: ofNewest);
    }

    /// <summary>Theorem 3.1: Σ weight_k · ratio_k^(n-1) = n! · h·φ_(n+1)(h) / B(h) for each n.</summary>
    private static double[] Weights(double[] ratios, double h, double b)
    {
        var n = ratios.Length;
        var rows = new double[n][];
        var (phi, factorial) = (ExponentialStep.Expm1(h) / h - 1, 1.0);
        for (var i = 0; i < n; i++)
        {
            rows[i] = [.. ratios.Select(ratio => Math.Pow(ratio, i)), phi * factorial / b];
            factorial *= i + 2;
            phi = phi / h - 1 / factorial;
        }
        return Solve(rows);
    }

    /// <summary>Gauss elimination with pivoting; each row is followed by its right-hand side.</summary>
    private static double[] Solve(double[][] rows)
    {
        var n = rows.Length;
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(rows[row][column]));
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            for (var row = 0; row < n; row++)
            {
                if (row == column) continue;
                var factor = rows[row][column] / rows[column][column];
                for (var k = column; k <= n; k++) rows[row][k] -= factor * rows[column][k];
            }
        }
        return [.. rows.Select((row, i) => row[n] / row[i])];
    }
}
