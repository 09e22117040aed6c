namespace Diffusion;

/// <summary>
/// One move of a sampler, from a noise level to a less noisy one, and what papers compute from the two. Levels of any
/// path will do, both of the same one.
/// </summary>
/// <param name="From">Where the image is.</param>
/// <param name="To">Where it goes.</param>
public readonly record struct NoiseStep(NoiseLevel From, NoiseLevel To)
{
    /// <summary>How much of the image at <see cref="To"/> is left at <see cref="From"/>; DDPM's √(1 - β).</summary>
    public double AlphaRatio => From.Alpha / To.Alpha;

    /// <summary>
    /// β, the variance of p(x_from | x_to): the share of energy that the forward process replaces by noise between the
    /// two levels (Ho et al., DDPM, 2020, equation 2).
    /// </summary>
    public double Beta => From.Sigma * From.Sigma - AlphaRatio * AlphaRatio * To.Sigma * To.Sigma;

    /// <summary>
    /// h, the step in λ = log(alpha / sigma) (Lu et al., "DPM-Solver", 2022): above 0, infinite at either end.
    /// </summary>
    public double Lambda => To.Lambda - From.Lambda;

    /// <summary>The standard deviation of p(x_to | x_from, x0) (DDPM, equation 7).</summary>
    public double PosteriorStd => To.Sigma / From.Sigma * Math.Sqrt(Beta);

    /// <summary>
    /// √β where the variance is preserved, at the size of <see cref="To"/>: what DDPM calls "fixed large", which is
    /// right for data that is unit noise itself.
    /// </summary>
    public double BetaStd =>
        Math.Sqrt(Beta) * To.SizeOn(NoisePath.VariancePreserving) / From.SizeOn(NoisePath.VariancePreserving);

    /// <summary>The weights of x0 and of x in the mean of p(x_to | x_from, x0) (DDPM, equation 7).</summary>
    public (double X0, double X) PosteriorWeights =>
        (To.Alpha * Beta / (From.Sigma * From.Sigma), AlphaRatio * To.Sigma * To.Sigma / (From.Sigma * From.Sigma));

    /// <summary>
    /// Splits the noise at <see cref="To"/> into a part kept of the old and a fresh one, Kept² + Fresh² = Sigma²
    /// (Song, Meng and Ermon, DDIM, 2021, equation 16).
    /// </summary>
    /// <param name="eta">The share of the posterior's noise that is fresh, 0 to 1.</param>
    public (double Kept, double Fresh) SplitNoise(double eta)
    {
        var fresh = eta == 0 ? 0 : eta * PosteriorStd;
        return (Math.Sqrt(Math.Max(0, To.Sigma * To.Sigma - fresh * fresh)), fresh);
    }
}
