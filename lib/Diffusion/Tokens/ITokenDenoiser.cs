using static TorchSharp.torch;

namespace Diffusion.Tokens;

/// <summary>
/// Looks at a text of which letters are covered and says what each covered letter may be. For tokens it is what
/// <see cref="IDenoiser"/> is for pictures: an average over all texts that fit, here a list of probabilities.
/// </summary>
public interface ITokenDenoiser
{
    /// <summary>The probability of each token at each place.</summary>
    /// <param name="tokens">[B, L], int64; a number as large as the alphabet is a mask.</param>
    /// <returns>
    /// [B, L, V], not negative, sums to 1 over V. A place that is not covered has all of it at its own token. Belongs
    /// to the caller.
    /// </returns>
    Tensor Probabilities(Tensor tokens);
}
