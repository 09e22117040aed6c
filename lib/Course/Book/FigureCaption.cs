using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Course.Book;

/// <summary>What a figure is called: its own title, else the heading that it stands under, else nothing.</summary>
public static partial class FigureCaption
{
    /// <summary>The title of a chart, in plain words; null where it has none.</summary>
    /// <param name="chart">Plotly's JSON.</param>
    public static string? OfChart(JsonNode chart)
    {
        var layout = chart["layout"];
        if (Words(layout?["title"] is JsonObject title ? title["text"] : layout?["title"]) is { } whole) return whole;
        // Charts side by side have a title each, in bold, as Figure writes them.
        var parts = (layout?["annotations"] as JsonArray ?? []).Select(note => note?["text"])
            .Where(text => text?.ToString().StartsWith("<b>", StringComparison.Ordinal) == true).Select(Words)
            .OfType<string>().ToList();
        return parts.Count > 0 ? string.Join(" · ", parts) : null;
    }

    /// <summary>
    /// The title in an output's line of text, which <c>ImageGrid</c> and <c>Scrubber</c> write; null where it has none.
    /// </summary>
    public static string? OfWords(string? words) =>
        Titled().Match(words ?? "") is { Success: true } match ? match.Groups["title"].Value : null;

    private static string? Words(JsonNode? text) =>
        text is not null && Tag().Replace(text.ToString(), "").Trim() is { Length: > 0 } words ? words : null;

    [GeneratedRegex(
        @"^(?:(?:Scrubber|Simulation): (?<title>.+?)(?: \(\d.*)?|(?<title>.+): (?:\d+ images|Image) of .*)$",
        RegexOptions.Singleline)]
    private static partial Regex Titled();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
