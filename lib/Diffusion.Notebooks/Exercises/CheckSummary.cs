namespace Diffusion.Notebooks;

/// <summary>Which exercises are solved.</summary>
internal sealed class CheckSummary(IReadOnlyList<CheckResult> results) : Rich
{
    private int Solved => results.Count(r => r.Passed);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Solved} of {results.Count} exercises solved: {string.Join(", ", results.Select(Line))}";

    private protected override IReadOnlyDictionary<string, string> CreateBundle()
    {
        var card = new Card(Solved == results.Count ? Palette.Good : Palette.Quiet,
            $"{Solved} of {results.Count} exercises solved", [.. results.Select(Line)]);
        return new Dictionary<string, string>
        {
            [MimeType.Html] = card.ToHtml(), [MimeType.Png] = card.ToPng(), [MimeType.Text] = ToString()
        };
    }

    private static string Line(CheckResult result) => (result.Passed ? "✓ " : "✗ ") + result.Name;
}
