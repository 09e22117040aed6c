namespace Diffusion;

/// <summary>
/// DDIM (Song, Meng and Ermon, "Denoising Diffusion Implicit Models", 2021, equation 12): keep the estimated image and
/// the estimated noise, mix them anew at the next level. With eta above 0 a part of the noise is replaced by fresh
/// noise.
/// </summary>
/// <param name="eta">0 is deterministic; 1 gives DDPM's posterior variance on the same steps.</param>
public sealed class Ddim(double eta = 0) : Sampler(eta == 0 ? "DDIM" : FormattableString.Invariant($"DDIM, eta {eta}"))
{
    private readonly double eta = Setting.Within(eta, 0, 1, "Eta is the share of fresh noise, 0 to 1.");

    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (x0, epsilon) = run.Denoise();
        var (kept, fresh) = step.SplitNoise(eta);
        return step.To.Alpha * x0 + kept * epsilon + run.Noise(fresh);
    }
}
