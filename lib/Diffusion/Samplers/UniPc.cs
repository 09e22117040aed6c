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
/// UniPC (Zhao et al., "UniPC: A Unified Predictor-Corrector Framework", 2023, algorithms 5 to 8): a multistep
/// predictor, and a corrector that uses the answer at the new point once more without asking again. One model call a
/// step.
/// </summary>
/// <param name="order">1 or more: how many answers are used, and held.</param>
/// <param name="variant">The weight function; Bh2 is the authors' choice.</param>
/// <param name="kind">What is taken to change slowly: the image or the noise.</param>
/// <param name="lowerOrderFinal">End at falling order, steadier when there are few steps.</param>
/// <param name="correctFromStep">
/// The first step, counted from 0, that is corrected; the paper skips some under strong guidance.
/// </param>
public sealed class UniPc(
    int order = 2, UniPcVariant variant = UniPcVariant.Bh2, DpmSolverKind kind = DpmSolverKind.Data,
    bool lowerOrderFinal = true,
    int correctFromStep = 0)
    : Sampler(
        $"UniPC-{order}" + (kind == DpmSolverKind.Data ? "" : ", noise") + (variant == UniPcVariant.Bh2 ? "" : ", B1"))
{
    private readonly int order = Setting.Within(order, 1, int.MaxValue, "UniPC has order 1 or more.");
    private readonly UniPcVariant variant = Setting.Known(variant);
    private readonly DpmSolverKind kind = Setting.Known(kind);
    private readonly int correctFromStep = Setting.Within(
        correctFromStep, 0, int.MaxValue, "Steps are counted from 0.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (x0, epsilon) = run.Denoise();
        var answer = kind == DpmSolverKind.Data ? x0 : epsilon;
        var (x, images, answers) = (run.X, run.Recall("images"), run.Recall());
        if (run.StepsTaken > correctFromStep && images[0].Level.Alpha > 0)
        {
            var last = new NoiseStep(images[0].Level, step.From);
            x = Update(images[0].Answer, last, answers, Used(answers, run.IntervalsLeft + 1, last.To), answer);
        }
        run.Remember(answer, order);
        run.Remember(x, 1, "images");
        return Update(x, step, answers, Used(answers, run.IntervalsLeft, step.To), corrector: null);
    }

    /// <summary>How many answers a step uses, with so many intervals of the list left.</summary>
    private int Used(History answers, int left, NoiseLevel to)
    {
        // Pure noise is infinitely far in λ: an answer given there, before the first step, has no slope to tell.
        var usable = answers[^1].Level.Alpha > 0 ? answers.Count : Math.Max(1, answers.Count - 1);
        return Math.Min(usable, lowerOrderFinal || to.Sigma == 0 ? Math.Min(order, left) : order);
    }

    /// <summary>
    /// Equations 3 and 8: first order, plus B(h) · Σ of the other answers' differences to the newest, weighted.
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
        var right = new double[ratios.Length];
        var (phi, factorial) = (ExponentialStep.Expm1(h) / h - 1, 1.0);
        for (var i = 0; i < right.Length; i++)
        {
            right[i] = phi * factorial / b;
            factorial *= i + 2;
            phi = phi / h - 1 / factorial;
        }
        return linalg.solve(vander(tensor(ratios), right.Length, increasing: true).t(), tensor(right))
            .data<double>().ToArray();
    }
}
