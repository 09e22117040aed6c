namespace Diffusion;

/// <summary>How <see cref="PredictorCorrector"/> steps to the next level.</summary>
public enum SdePredictor
{
    /// <summary>Euler-Maruyama with the forward process's own steps, reversed (equation 46).</summary>
    ReverseDiffusion,

    /// <summary>The mean of DDPM and its posterior's noise (appendix F).</summary>
    Ancestral,
}

/// <summary>
/// The predictor-corrector sampler of Score-SDE (Song et al., "Score-Based Generative Modeling through Stochastic
/// Differential Equations", 2021, algorithms 2 to 5): at each level some steps of Langevin dynamics, which bring the
/// image closer to that level's distribution, then a step of the reverse SDE.
/// </summary>
/// <remarks>
/// Written in each path's own terms. 1 + corrections model calls a step. The last step adds no noise.
/// </remarks>
/// <param name="predictor">How to step down.</param>
/// <param name="corrections">How many Langevin steps at each level; 0 leaves the predictor alone.</param>
/// <param name="signalToNoise">r, the size of a Langevin step: about 0.16.</param>
public sealed class PredictorCorrector(
    SdePredictor predictor = SdePredictor.ReverseDiffusion, int corrections = 1, double signalToNoise = 0.16)
    : Sampler((predictor == SdePredictor.ReverseDiffusion ? "Reverse diffusion" : "Ancestral")
        + (corrections == 0 ? "" : " with Langevin corrector"))
{
    private readonly SdePredictor predictor = Setting.Known(predictor);
    private readonly int corrections = Setting.Within(
        corrections, 0, int.MaxValue, "A number of corrections is 0 or more.");
    private readonly double signalToNoise = Setting.Within(signalToNoise, 0, double.MaxValue, "A ratio is 0 or more.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var x = run.X;
        for (var i = 0; i < corrections; i++) x = Langevin(run, x, step);
        var (x0, epsilon) = run.Denoise(x, step.From);
        var (forX0, forX) = step.PosteriorWeights;
        var (mean, std) = predictor == SdePredictor.Ancestral
            ? (forX0 * x0 + forX * x, step.PosteriorStd)
            : ((2 - step.AlphaRatio) * x - step.Beta / step.From.Sigma * epsilon, Math.Sqrt(step.Beta));
        return mean + run.Noise(step.To.Sigma > 0 ? std : 0);
    }

    /// <summary>
    /// Algorithms 4 and 5: up the gradient of the log-density, plus noise, as far as the ratio of their lengths says.
    /// </summary>
    private Tensor Langevin(SamplerRun run, Tensor x, NoiseStep step)
    {
        var score = -run.Denoise(x, step.From).Epsilon / step.From.Sigma;
        var noise = run.Noise();
        var size = 2 * step.AlphaRatio * step.AlphaRatio * (signalToNoise * Length(noise) / Length(score)).square();
        return x + size * score + (2 * size).sqrt() * noise;
    }

    /// <summary>The mean length of the batch's images.</summary>
    private static Tensor Length(Tensor batch) => batch.reshape(batch.shape[0], -1).square().sum(1).sqrt().mean();
}
