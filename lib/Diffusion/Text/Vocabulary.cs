using Files;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Turns sentences into what a network reads: each word's number, from 1, in the order of the sentence, and 0 where the
/// sentence is over. Large models cut words into pieces; the idea is the same.
/// </summary>
public sealed class Vocabulary
{
    private readonly Dictionary<string, int> numbers;

    /// <summary>A vocabulary.</summary>
    /// <param name="words">In small letters, each once.</param>
    /// <param name="longest">How many words a sentence may have.</param>
    public Vocabulary(IReadOnlyList<string> words, int longest)
    {
        if (longest < 1) throw new ArgumentOutOfRangeException(nameof(longest), longest,
            "A sentence has at least 1 word.");
        (Words, Longest) = (words, longest);
        numbers = words.Select((word, i) => (word, i)).ToDictionary(pair => pair.word, pair => pair.i + 1);
    }

    /// <summary>The words; the first has number 1.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>How many words a sentence may have.</summary>
    public int Longest { get; }

    /// <summary>The words of a sentence; capitals, commas and full stops say nothing.</summary>
    public static IReadOnlyList<string> Split(string sentence) =>
        sentence.ToLowerInvariant().Split([' ', '\t', '\n', '\r', ',', '.', ';', ':', '!', '?'],
            StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A sentence's numbers: <see cref="Longest"/> of them, 0 after the last word.</summary>
    /// <exception cref="ArgumentException">
    /// A word is not known, or there are too many; the message says which.
    /// </exception>
    public long[] Numbers(string sentence)
    {
        var words = Split(sentence);
        if (words.Count > Longest)
            throw new ArgumentException(
                $"'{sentence}' has {words.Count} words; {Longest} is the most this model can read.", nameof(sentence));
        var found = new long[Longest];
        for (var i = 0; i < words.Count; i++)
            found[i] = numbers.TryGetValue(words[i], out var number) ? number : throw Unknown(words[i]);
        return found;
    }

    /// <summary>
    /// Several sentences, [B, <see cref="Longest"/>], int64; an empty one says nothing. Owned by the caller.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A word is not known, or there are too many; the message says which.
    /// </exception>
    public Tensor Encode(params IReadOnlyList<string> sentences) =>
        tensor(sentences.SelectMany(Numbers).ToArray(), [sentences.Count, Longest]);

    /// <summary>The words that these numbers stand for.</summary>
    public string Read(IEnumerable<long> sentence) =>
        string.Join(' ', sentence.Where(number => number > 0).Select(number => Words[(int)number - 1]));

    private ArgumentException Unknown(string word)
    {
        var near = Words.MinBy(known => EditDistance.Between(known, word))!;
        var hint = EditDistance.Between(near, word) <= Math.Max(1, word.Length / 3) ? $" Did you mean '{near}'?" : "";
        var all = string.Join(", ", Words.Order(StringComparer.Ordinal));
        return new($"This model does not know the word '{word}'.{hint} It knows: {all}.");
    }
}
