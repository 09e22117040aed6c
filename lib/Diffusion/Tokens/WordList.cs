using System.Text;
using static TorchSharp.torch;

namespace Diffusion.Tokens;

/// <summary>
/// Words of one length with a probability each: data made of tokens, small enough that every question about it has an
/// exact answer.
/// </summary>
public sealed class WordList
{
    /// <summary>The tokens, in the order of their numbers.</summary>
    public const string Alphabet = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>The number of the token that covers a letter.</summary>
    public const long Mask = 26;

    private const char Cover = '_';
    private readonly long[][] letters;
    private readonly Dictionary<string, int> places;

    /// <summary>A list of words.</summary>
    /// <param name="words">All of one length, of small letters from a to z, each once.</param>
    /// <param name="weights">As many numbers above 0; they are scaled to sum to 1.</param>
    /// <exception cref="ArgumentException">A word or a weight is not like that; the message names it.</exception>
    public WordList(IReadOnlyList<string> words, IReadOnlyList<double> weights)
    {
        if (words.Count == 0 || words.Count != weights.Count)
            throw new ArgumentException(
                $"A word list needs words and one weight for each; there are {words.Count} and {weights.Count}.",
                nameof(weights));
        if (words.FirstOrDefault(word => word.Length == 0 || word.Length != words[0].Length
            || !word.All(char.IsAsciiLetterLower)) is { } odd)
            throw new ArgumentException(
                $"All words need {words[0].Length} letters from a to z, as '{words[0]}' has; '{odd}' does not.",
                nameof(words));
        if (weights.Any(weight => !(weight > 0 && double.IsFinite(weight))))
            throw new ArgumentException(
                $"Weights lie above 0; one is {weights.First(weight => !(weight > 0 && double.IsFinite(weight)))}.",
                nameof(weights));
        if (words.GroupBy(word => word).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException(
                $"The word '{twice.Key}' is there {twice.Count()} times; give it once, with a larger weight.",
                nameof(words));
        var sum = weights.Sum();
        (Words, Probabilities) = ([.. words], [.. weights.Select(weight => weight / sum)]);
        letters = [.. words.Select(word => word.Select(letter => (long)(letter - 'a')).ToArray())];
        places = words.Select((word, place) => (word, place)).ToDictionary(pair => pair.word, pair => pair.place);
    }

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>How probable each word is; sums to 1.</summary>
    public IReadOnlyList<double> Probabilities { get; }

    /// <summary>L, the number of letters in a word.</summary>
    public int Length => letters[0].Length;

    /// <summary>
    /// What the average word tells, in nats: -Σ p ln p. No model of these words can have a smaller loss.
    /// </summary>
    public double Entropy => -Probabilities.Sum(p => p * Math.Log(p));

    /// <summary>600 English words of six letters; the n-th is n times rarer than the first (Zipf's law).</summary>
    public static WordList SixLetters()
    {
        var words = Encoding.ASCII.GetString(EmbeddedData.Read("words.txt"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(words, [.. words.Select((_, rank) => 1.0 / (rank + 1))]);
    }

    /// <summary>All words as tokens: [K, L], int64.</summary>
    public Tensor Tokens() => tensor(letters.SelectMany(word => word).ToArray(), [letters.Length, Length]);

    /// <summary>Words drawn by their probabilities: [count, L].</summary>
    public Tensor Draw(int count, Generator? generator = null)
    {
        using var scope = NewDisposeScope();
        var chosen = multinomial(tensor(Probabilities.ToArray()), count, true, generator);
        return Tokens().index_select(0, chosen).MoveToOuterDisposeScope();
    }

    /// <summary>Texts of which every letter is covered: [count, L].</summary>
    public Tensor Covered(int count) => full([count, Length], Mask, ScalarType.Int64);

    /// <summary>Tokens from text, in which _ covers a letter: [1, L].</summary>
    /// <exception cref="ArgumentException">The text has another length, or other characters.</exception>
    public Tensor Read(string text) => text.Length == Length
        && text.All(letter => char.IsAsciiLetterLower(letter) || letter == Cover)
        ? tensor(text.Select(letter => letter == Cover ? Mask : letter - 'a').ToArray(), [1, Length])
        : throw new ArgumentException(
            $"Give {Length} letters from a to z, with _ for a covered one; '{text}' is something else.", nameof(text));

    /// <summary>Tokens as text, one string a row; a covered letter is _.</summary>
    /// <param name="tokens">[N, L].</param>
    public string[] Text(Tensor tokens)
    {
        using var plain = tokens.cpu().contiguous();
        var numbers = plain.data<long>().ToArray();
        return [.. numbers.Chunk((int)tokens.shape[1])
            .Select(row => new string([.. row.Select(token => token == Mask ? Cover : Alphabet[(int)token])]))];
    }

    /// <summary>How often each word is among the texts; what is no word of the list is counted last.</summary>
    /// <param name="tokens">[N, L].</param>
    /// <returns>K + 1 numbers.</returns>
    public long[] Count(Tensor tokens)
    {
        var counts = new long[Words.Count + 1];
        foreach (var text in Text(tokens))
            counts[places.GetValueOrDefault(text, Words.Count)]++;
        return counts;
    }

    /// <summary>The share of texts that are words of the list.</summary>
    /// <param name="tokens">[N, L].</param>
    public double Validity(Tensor tokens) => 1 - Count(tokens)[^1] / (double)tokens.shape[0];
}
