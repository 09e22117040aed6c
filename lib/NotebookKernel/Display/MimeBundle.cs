using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel;

/// <summary>Formats values with the formatters of .NET Interactive, in the types it prefers for them.</summary>
internal static class MimeBundle
{
    /// <summary>
    /// The formatters show an exception as a tree of all its properties: many pages, and addresses that change from run
    /// to run. A line is what is wanted; who wants the tree asks for it with a type.
    /// </summary>
    static MimeBundle()
    {
        Formatter.Register(
            typeof(Exception), (error, writer) => writer.Write(CellError.Headline((Exception)error)),
            PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(Exception), PlainTextFormatter.MimeType);
        foreach (var type in new[] { typeof(LaTeXString), typeof(MathString) })
        {
            Formatter.Register(type, (formula, writer) => writer.Write(formula), "text/latex");
            Formatter.SetPreferredMimeTypesFor(type, "text/latex");
        }
    }

    /// <summary>
    /// A value in each of the given types; else in those its own type prefers, and as plain text for terminals, screen
    /// readers and exports.
    /// </summary>
    public static IReadOnlyDictionary<string, JsonNode?> Of(object? value, IReadOnlyCollection<string> mimeTypes)
    {
        if (mimeTypes.Count == 0 && PlotlyChart.Bundle(value) is { } chart)
            return chart;
        var chosen =
            mimeTypes.Count > 0 ? mimeTypes : Formatter.GetPreferredMimeTypesFor(value?.GetType() ?? typeof(object));
        var texts = chosen.ToDictionary(type => type, type => Format(value, type));
        if (mimeTypes.Count == 0 && !texts.ContainsKey(PlainTextFormatter.MimeType))
            texts[PlainTextFormatter.MimeType] = texts.TryGetValue(HtmlFormatter.MimeType, out var html)
                ? HtmlText.Of(html)
                : Format(value, PlainTextFormatter.MimeType);
        return texts.ToDictionary(text => text.Key, text => Content(text.Key, text.Value));
    }

    /// <summary>Text that is in a type already.</summary>
    public static IReadOnlyDictionary<string, JsonNode?> OfText(string text, string mimeType) =>
        new Dictionary<string, JsonNode?> { [mimeType] = Content(mimeType, text) };

    /// <summary>The formatters write some line ends of Windows on every system, and all of them there.</summary>
    private static string Format(object? value, string mimeType) =>
        value.ToDisplayString(mimeType).Replace("\r\n", "\n");

    /// <summary>Front ends want JSON types as JSON, all others as a string.</summary>
    private static JsonNode? Content(string mimeType, string text)
    {
        var isJson = mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);
        if (!isJson)
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException error)
        {
            throw new FormatException(
                $"The formatter for {mimeType} wrote text that is not JSON: {error.Message}", error);
        }
    }
}
