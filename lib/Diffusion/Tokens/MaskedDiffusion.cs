using static TorchSharp.torch;

namespace Diffusion.Tokens;

/// <summary>
/// Diffusion in which noise covers letters: at time t each is covered with probability t, and stays covered (the
/// absorbing state of Austin et al., "Structured Denoising Diffusion Models in Discrete State-Spaces", D3PM, 2021, with
/// the continuous time of Sahoo et al., "Simple and Effective Masked Diffusion Language Models", MDLM, 2024).
/// </summary>
public static class MaskedDiffusion
{
    /// <summary>Covers each letter with the probability that is its text's time.</summary>
    /// <param name="tokens">[B, L].</param>
    /// <param name="times">[B], 0 (nothing is covered) to 1 (everything).</param>
    /// <param name="generator">Where chance comes from; null is torch's own generator.</param>
    public static Tensor Cover(Tensor tokens, Tensor times, Generator? generator = null)
    {
        using var scope = NewDisposeScope();
        var covered = rand(tokens.shape, generator: generator) < times.unsqueeze(1);
        return tokens.masked_fill(covered, WordList.Mask).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// MDLM's bound on -ln p of the average word, in nats, without any sampling: all words with all ways to cover them.
    /// With the exact denoiser it is the list's entropy; with any other it lies above by what that one does not know.
    /// </summary>
    /// <remarks>
    /// The bound is the mean over t of (1 / t) times the cross-entropy of the covered letters. Covering m of L letters
    /// has the weight ∫ (1 / t) tᵐ (1 - t)ᴸ⁻ᵐ dt = (m - 1)! (L - m)! / L!.
    /// </remarks>
    /// <param name="denoiser">Whose bound.</param>
    /// <param name="words">The data.</param>
    public static double Bound(ITokenDenoiser denoiser, WordList words)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var tokens = words.Tokens();
        var prior = tensor(words.Probabilities.ToArray());
        var bound = 0.0;
        for (var pattern = 1; pattern < 1 << words.Length; pattern++)
        {
            using var inner = NewDisposeScope();
            bool[] covered = [.. Enumerable.Range(0, words.Length).Select(place => (pattern >> place & 1) == 1)];
            var mask = tensor(covered).unsqueeze(0);
            var probabilities = denoiser.Probabilities(tokens.masked_fill(mask, WordList.Mask)).to(ScalarType.Float64);
            var surprise = -probabilities.gather(2, tokens.unsqueeze(2)).squeeze(2).log();
            var loss = (surprise.masked_fill(mask.logical_not(), 0).sum(1) * prior).sum().item<double>();
            bound += Weight(covered.Count(isCovered => isCovered), words.Length) * loss;
        }
        return bound;
    }

    private static double Weight(int covered, int length)
    {
        var weight = 1.0 / covered;
        for (var i = 1; i <= covered; i++) weight *= (double)i / (length - covered + i);
        return weight;
    }
}
