using static TorchSharp.torch;

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
/// Works on variance-preserving levels and on variance-exploding ones (<c>new NoiseLevel(t, 1, sigma)</c>), each in its
/// own scale. 1 + corrections model calls a step. The last step adds no noise.
/// </remarks>
/// <param name="predictor">How to step down.</param>
/// <param name="corrections">How many Langevin steps at each level; 0 leaves the predictor alone.</param>
/// <param name="signalToNoise">r, the size of a Langevin step: about 0.16.</param>
public sealed class PredictorCorrector(
    SdePredictor predictor = SdePredictor.ReverseDiffusion, int corrections = 1, double signalToNoise = 0.16) : ISampler
{
    /// <inheritdoc/>
    public string Name => (predictor == SdePredictor.ReverseDiffusion ? "Reverse diffusion" : "Ancestral")
        + (corrections == 0 ? "" : " with Langevin corrector");

    /// <inheritdoc/>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        using var run = new SamplerRun(denoiser, start, levels, generator);
        foreach (var (from, to) in run.Pairs)
        {
            using (run.Step())
            {
                var x = run.X;
                for (var i = 0; i < corrections; i++) x = Langevin(run, x, from, to);
                var (x0, epsilon) = run.Denoise(x, from);
                var score = -epsilon / from.Sigma;

                var shrink = from.Alpha / to.Alpha;
                var variance = Ddpm.Beta(from, to);
                var (mean, std) = predictor == SdePredictor.ReverseDiffusion
                    ? ((2 - shrink) * x + variance * score, Math.Sqrt(variance))
                    : ((x + variance * score) / shrink, Ddpm.PosteriorStd(from, to));
                run.MoveTo(to, to.Sigma > 0 ? mean + std * run.Noise() : mean, x0);
            }
            yield return run.State();
        }
    }

    /// <summary>
    /// Algorithms 4 and 5: up the gradient of the log-density, plus noise; the step's size is set by the ratio of their
    /// lengths, and by how much the forward process keeps.
    /// </summary>
    private Tensor Langevin(SamplerRun run, Tensor x, NoiseLevel from, NoiseLevel to)
    {
        var score = -run.Denoise(x, from).Epsilon / from.Sigma;
        var noise = run.Noise();
        var keep = Math.Pow(from.Alpha / to.Alpha, 2);
        var step = 2 * keep * (signalToNoise * Length(noise) / Length(score)).square();
        return x + step * score + (2 * step).sqrt() * noise;
    }

    /// <summary>The mean length of the batch's images.</summary>
    private static Tensor Length(Tensor batch) => batch.reshape(batch.shape[0], -1).square().sum(1).sqrt().mean();
}
