using static TorchSharp.torch;

namespace Diffusion.Tokens;

/// <summary>
/// The exact denoiser of a word list: counts, by their probabilities, the words that fit the letters which are not
/// covered. What <see cref="DatasetDenoiser"/> is for pictures.
/// </summary>
/// <remarks>
/// Where no word fits (a sampler has drawn letters that do not go together), a letter is as probable as in the whole
/// list at that place.
/// </remarks>
public sealed class CountingDenoiser(WordList words) : ITokenDenoiser
{
    private const int RowsAtOnce = 2000;

    /// <inheritdoc/>
    public Tensor Probabilities(Tensor tokens)
    {
        if (tokens.dim() != 2 || tokens.shape[1] != words.Length)
            throw new ArgumentException(
                $"Give texts [B, {words.Length}], not [{string.Join(", ", tokens.shape)}].", nameof(tokens));
        using var scope = NewDisposeScope();
        return cat([.. tokens.split(RowsAtOnce).Select(Part)]).MoveToOuterDisposeScope();
    }

    private Tensor Part(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var letters = nn.functional.one_hot(words.Tokens(), WordList.Alphabet.Length).to(ScalarType.Float64);
        var prior = tensor(words.Probabilities.ToArray());
        var covered = tokens.eq(WordList.Mask).unsqueeze(2);
        var certain = nn.functional.one_hot(tokens.clamp_max(WordList.Mask - 1), WordList.Alphabet.Length)
            .to(ScalarType.Float64);
        // A word fits if it agrees in as many places as are not covered. Small whole numbers: float32 counts them
        // exactly.
        var visible = certain.masked_fill(covered, 0).flatten(1);
        var agrees = visible.to(ScalarType.Float32).mm(letters.flatten(1).t().to(ScalarType.Float32));
        var weights = agrees.eq(visible.sum(1, keepdim: true)).to(ScalarType.Float64) * prior;
        var total = weights.sum(1, keepdim: true);
        weights = where(total > 0, weights / total, prior.expand_as(weights));
        var found = weights.mm(letters.flatten(1)).reshape(-1, words.Length, WordList.Alphabet.Length);
        // A letter that is not covered is certain, also where no word fits.
        return where(covered, found, certain).MoveToOuterDisposeScope();
    }
}
