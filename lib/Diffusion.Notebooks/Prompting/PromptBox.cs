using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// A sentence with gaps. A reader chooses a word for each gap and sees the picture of that sentence, drawn beforehand:
/// it works without a kernel, without a network and from a file. Where HTML is not shown there is a table of pictures.
/// </summary>
/// <example><code>
/// new PromptBox("Say what to draw", "a {size} {colour} {kind}")
///     .Gap("size", "small", "large").Gap("colour", "red", "blue").Gap("kind", "boot", "bag")
///     .Draw(sentences => model.Draw(sentences))   // eight sentences, eight pictures
/// </code></example>
public sealed partial class PromptBox : Rich
{
    private readonly List<(string Name, string[] Words)> gaps = [];
    private Picture[] pictures = [];

    /// <summary>Begins a box.</summary>
    /// <param name="title">Above it.</param>
    /// <param name="sentence">The sentence, with the name of each gap in braces.</param>
    public PromptBox(string title, string sentence)
    {
        Title = title;
        Sentence = sentence;
    }

    /// <summary>What stands above the box.</summary>
    public string Title { get; }

    /// <summary>The sentence with its gaps.</summary>
    public string Sentence { get; }

    internal IReadOnlyList<(string Name, string[] Words)> Gaps => gaps;

    internal IReadOnlyList<Picture> Pictures => pictures.Length > 0
        ? pictures
        : throw new InvalidOperationException($"The prompt box '{Title}' has no pictures yet: end with Draw.");

    /// <summary>Says which words fit into a gap.</summary>
    /// <param name="name">The gap's name in the sentence.</param>
    /// <param name="words">At least one.</param>
    /// <exception cref="ArgumentException">The sentence has no such gap, or there is no word.</exception>
    public PromptBox Gap(string name, params IReadOnlyList<string> words)
    {
        if (!Sentence.Contains($"{{{name}}}", StringComparison.Ordinal))
            throw new ArgumentException($"The sentence '{Sentence}' has no gap {{{name}}}.", nameof(name));
        if (words.Count == 0) throw new ArgumentException($"The gap '{name}' has no word.", nameof(words));
        gaps.Add((name, [.. words]));
        return this;
    }

    /// <summary>All sentences, the words of the last gap changing fastest.</summary>
    public IReadOnlyList<string> Sentences()
    {
        IEnumerable<string> sentences = [Sentence];
        foreach (var (name, words) in gaps)
            sentences = sentences.SelectMany(sentence => words.Select(word => sentence.Replace($"{{{name}}}", word)));
        return [.. sentences];
    }

    /// <summary>Draws a picture for each sentence.</summary>
    /// <param name="draw">
    /// Gives the pictures of all <see cref="Sentences"/>, in their order, [n, 1 or 3, H, W] from -1 to 1; what it gives
    /// is freed.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A gap has no words, or there are more or fewer pictures than sentences.
    /// </exception>
    public PromptBox Draw(Func<IReadOnlyList<string>, Tensor> draw)
    {
        if (GapName().Matches(Sentence).Select(match => match.Groups[1].Value)
            .FirstOrDefault(name => gaps.All(gap => gap.Name != name)) is { } open)
            throw new ArgumentException(
                $"The gap {{{open}}} of '{Sentence}' has no words: call Gap(\"{open}\", ...) before Draw.");
        var sentences = Sentences();
        using var images = draw(sentences);
        if (images.shape[0] != sentences.Count)
            throw new ArgumentException(
                $"{images.shape[0]} pictures for {sentences.Count} sentences; there has to be one for each.",
                nameof(draw));
        pictures = Tiles.Of(images, (-1, 1));
        Changed();
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"Prompt box: {Sentence}, {pictures.Length} pictures "
        + $"({string.Join("; ", gaps.Select(gap => $"{gap.Name}: {string.Join(", ", gap.Words)}"))})";

    private protected override IReadOnlyDictionary<string, string> CreateBundle() => new Dictionary<string, string>
    {
        [MimeType.Html] = PromptBoxPage.Write(this, ((IDrawable)Still()).Draw(1.5)),
        [MimeType.Png] = Still().Bundle[MimeType.Png],
        [MimeType.Text] = ToString(),
    };

    /// <summary>The two gaps with the most words as rows and columns, the first word in all others.</summary>
    private ImageGrid Still()
    {
        var byWords = Enumerable.Range(0, gaps.Count).OrderByDescending(i => gaps[i].Words.Length).ToList();
        var (row, column) = gaps.Count > 1 ? (byWords[0], byWords[1]) : (-1, 0);
        int At(int rowWord, int columnWord) => Enumerable.Range(0, gaps.Count).Aggregate(0, (index, gap) =>
            index * gaps[gap].Words.Length + (gap == row ? rowWord : gap == column ? columnWord : 0));
        string[] rows = row < 0 ? [""] : gaps[row].Words;
        var title = gaps.Where((_, i) => i != row && i != column)
            .Aggregate(Sentence, (sentence, gap) => sentence.Replace($"{{{gap.Name}}}", gap.Words[0]));
        return ImageGrid.FilmStrip(
            [.. rows.Select((word, r) => (word, gaps[column].Words.Select((_, c) => Pictures[At(r, c)]).ToArray()))],
            title)
            .Columns(gaps[column].Words).PixelSize(2);
    }

    [GeneratedRegex(@"\{([^}]*)\}")]
    internal static partial Regex GapName();
}
