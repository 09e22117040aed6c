namespace Diffusion;

/// <summary>
/// One point between image and noise: the noisy image is <c>Alpha · image + Sigma · noise</c>. Where nothing else is
/// said the variance is preserved, <c>Alpha² + Sigma² = 1</c>.
/// </summary>
/// <param name="T">
/// The level's timestep in the list it comes from, for readers: 0 (mostly image) to 999 (mostly noise), or NaN. A
/// network is told the timestep of its own schedule, which <see cref="NetworkDenoiser"/> finds by the log-SNR.
/// </param>
/// <param name="Alpha">The weight of the image, 0 to 1. In DDPM's notation √ᾱ.</param>
/// <param name="Sigma">The weight of the noise, 0 or more. In DDPM's notation √(1 - ᾱ).</param>
/// <remarks>
/// Papers and codebases write the same point in other letters; the properties translate, the factories go back.
/// See Kingma and Gao, "Understanding Diffusion Objectives as the ELBO" (2023), for the log-SNR view, and
/// Karras et al., "Elucidating the Design Space" (2022), for the view in which noise is only added.
/// Samplers and denoisers use Alpha and Sigma alone, so they take points of every <see cref="NoisePath"/>.
/// </remarks>
public readonly record struct NoiseLevel(double T, double Alpha, double Sigma)
{
    /// <summary>
    /// No noise at all: where sampling ends. Its timestep, -1, is the one before the first training level.
    /// </summary>
    public static NoiseLevel Clean => new(-1, 1, 0);

    /// <summary>
    /// ᾱ in DDPM, <c>alphas_cumprod</c> in diffusers, "alpha" in some papers: the image's share of the energy.
    /// </summary>
    public double AlphaBar => Alpha * Alpha;

    /// <summary>The signal-to-noise ratio Alpha² / Sigma².</summary>
    public double Snr => Alpha * Alpha / (Sigma * Sigma);

    /// <summary>log(Snr): falls along the schedule; +∞ without noise, -∞ for pure noise.</summary>
    public double LogSnr => 2 * (Math.Log(Alpha) - Math.Log(Sigma));

    /// <summary>λ in DPM-Solver's papers: log(Alpha / Sigma), half of <see cref="LogSnr"/>.</summary>
    public double Lambda => LogSnr / 2;

    /// <summary>
    /// The noise's standard deviation when the image is kept at full size (variance exploding; k-diffusion, EDM):
    /// Sigma / Alpha.
    /// </summary>
    public double SigmaVe => Sigma / Alpha;

    /// <summary>
    /// The point as an angle on the quarter circle, 0 (image) to π/2 (noise): Alpha = cos, Sigma = sin.
    /// </summary>
    public double Angle => Math.Atan2(Sigma, Alpha);

    /// <summary>By how much an image at this level is larger than the same image on <paramref name="path"/>.</summary>
    public double SizeOn(NoisePath path)
    {
        var size = path switch
        {
            NoisePath.VariancePreserving => Math.Sqrt(Alpha * Alpha + Sigma * Sigma),
            NoisePath.VarianceExploding => Alpha,
            NoisePath.Flow => Alpha + Sigma,
            _ => throw new ArgumentOutOfRangeException(
                nameof(path), path, "There are VariancePreserving, VarianceExploding and Flow."),
        };
        // A level that is on the path already, but for its last digit, stays what it is.
        return Math.Abs(size - 1) < 1e-12 ? 1 : size;
    }

    /// <summary>The level of the same log-SNR on a path.</summary>
    /// <exception cref="InvalidOperationException">
    /// Pure noise has no place where the image is kept at full size.
    /// </exception>
    public NoiseLevel On(NoisePath path)
    {
        var size = SizeOn(path);
        if (size == 0)
            throw new InvalidOperationException(
                $"Noise measured against the image, sigma / alpha, is infinite at pure noise ({this}). Begin one level "
                + "later, or use a sampler that works in alpha and sigma themselves: Ddim, Ddpm, DpmSolverMultistep, "
                + "UniPc.");
        return size == 1 ? this : new(T, Alpha / size, Sigma / size);
    }

    /// <summary>The level with a given ᾱ in [0, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="alphaBar"/> lies outside [0, 1] or is NaN.
    /// </exception>
    public static NoiseLevel FromAlphaBar(double alphaBar, double t = double.NaN)
    {
        if (!(alphaBar is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(alphaBar), alphaBar, "ᾱ is a share of energy: give a number from 0 to 1.");
        return new(t, Math.Sqrt(alphaBar), Math.Sqrt(1 - alphaBar));
    }

    /// <summary>The level with a given log signal-to-noise ratio; ±∞ allowed.</summary>
    public static NoiseLevel FromLogSnr(double logSnr, double t = double.NaN)
    {
        if (double.IsNaN(logSnr))
            throw new ArgumentOutOfRangeException(nameof(logSnr), logSnr, "The log-SNR is not a number.");
        return new(t, Math.Sqrt(1 / (1 + Math.Exp(-logSnr))), Math.Sqrt(1 / (1 + Math.Exp(logSnr))));
    }

    /// <summary>The level with a given signal-to-noise ratio of at least 0.</summary>
    public static NoiseLevel FromSnr(double snr, double t = double.NaN)
    {
        if (!(snr >= 0))
            throw new ArgumentOutOfRangeException(nameof(snr), snr, "A signal-to-noise ratio is 0 or more.");
        return FromLogSnr(Math.Log(snr), t);
    }

    /// <summary>
    /// The level whose noise, relative to the image, has standard deviation <paramref name="sigmaVe"/>.
    /// </summary>
    public static NoiseLevel FromSigmaVe(double sigmaVe, double t = double.NaN)
    {
        if (!(sigmaVe >= 0))
            throw new ArgumentOutOfRangeException(nameof(sigmaVe), sigmaVe, "A noise level is 0 or more.");
        return double.IsPositiveInfinity(sigmaVe)
            ? new(t, 0, 1)
            : new(t, 1 / Math.Sqrt(1 + sigmaVe * sigmaVe), sigmaVe / Math.Sqrt(1 + sigmaVe * sigmaVe));
    }

    /// <summary>The level at an angle in [0, π/2].</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="angle"/> is NaN or infinite.</exception>
    public static NoiseLevel FromAngle(double angle, double t = double.NaN) => double.IsFinite(angle)
        ? new(t, Math.Cos(angle), Math.Sin(angle))
        : throw new ArgumentOutOfRangeException(
            nameof(angle), angle, FormattableString.Invariant($"An angle is a finite number, not {angle}."));

    /// <summary>For a reader: the timestep and both weights.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"t = {T:0.##}: alpha {Alpha:0.0000}, sigma {Sigma:0.0000}");
}
