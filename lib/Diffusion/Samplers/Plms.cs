namespace Diffusion;

/// <summary>
/// Pseudo linear multistep (Liu et al., "Pseudo Numerical Methods for Diffusion Models on Manifolds", 2022): DDIM's
/// step with a noise estimate that Adams-Bashforth makes from the last four. One model call a step. The weights are
/// those of even steps, also where the steps are not even.
/// </summary>
/// <param name="improvedStart">
/// Take the first step twice, the second time with the mean of the slopes at both ends (Stable Diffusion's PLMS; costs
/// one model call). Without it the first steps are of order 1, 2 and 3 (diffusers' IPNDM).
/// </param>
public sealed class Plms(bool improvedStart = true) : Sampler(improvedStart ? "PLMS" : "PLMS, plain start")
{
    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (_, epsilon) = run.Denoise();
        var noises = run.Remember(epsilon, 4);
        var mean = PseudoNumerical.Extrapolated(noises);
        if (noises.Count == 1 && improvedStart && step.To.Sigma > 0)
            mean = (epsilon + run.Denoise(PseudoNumerical.Transfer(run.X, epsilon, step), step.To).Epsilon) / 2;
        return PseudoNumerical.Transfer(run.X, mean, step);
    }
}
