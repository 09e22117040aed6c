namespace Diffusion;

/// <summary>The two parts of <see cref="Pndm"/> and <see cref="Plms"/> (Liu et al., 2022).</summary>
internal static class PseudoNumerical
{
    /// <summary>The transfer (equation 11): DDIM's step with any noise estimate.</summary>
    internal static Tensor Transfer(Tensor x, Tensor epsilon, NoiseStep step)
    {
        var (x0, _) = Denoised.FromEpsilon(epsilon, x, step.From);
        return step.To.Alpha * x0 + step.To.Sigma * epsilon;
    }

    /// <summary>Adams-Bashforth of order 1 to 4 for even steps (equation 9 is the fourth).</summary>
    internal static Tensor Extrapolated(History e) => e.Count switch
    {
        1 => e[0].Answer,
        2 => (3 * e[0].Answer - e[1].Answer) / 2,
        3 => (23 * e[0].Answer - 16 * e[1].Answer + 5 * e[2].Answer) / 12,
        _ => (55 * e[0].Answer - 59 * e[1].Answer + 37 * e[2].Answer - 9 * e[3].Answer) / 24,
    };
}
