namespace Diffusion.Notebooks;

/// <summary>The verdict on an exercise, shown as a green or a red card.</summary>
public sealed class CheckResult : Rich
{
    private readonly IReadOnlyList<string> lines;

    internal CheckResult(string name, bool passed, IEnumerable<string> lines)
    {
        (Name, Passed) = (name, passed);
        this.lines = [.. lines.Where(line => line.Length > 0)];
    }

    /// <summary>The name of the exercise.</summary>
    public string Name { get; }

    /// <summary>True if the answer is right.</summary>
    public bool Passed { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(" ", lines.Prepend((Passed ? "✓ solved: " : "✗ not yet: ") + Name + (lines.Count > 0 ? "." : "")));

    private protected override IReadOnlyDictionary<string, string> CreateBundle()
    {
        var card = new Card(Passed ? Palette.Good : Palette.Bad, (Passed ? "✓ " : "✗ Not yet: ") + Name, lines);
        return new Dictionary<string, string>
        {
            [MimeType.Html] = card.ToHtml(), [MimeType.Png] = card.ToPng(), [MimeType.Text] = ToString()
        };
    }
}
