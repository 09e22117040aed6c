using System.Buffers;
using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>nbformat's two ways to hold a text: one string, or a list of lines that keep their line ends.</summary>
internal static class MultilineText
{
    private static readonly SearchValues<char> LineEnds =
        SearchValues.Create("\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029");

    /// <summary>Joins a text in either form; null if the node is neither.</summary>
    public static string? Read(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonArray lines when lines.All(IsText) => string.Concat(lines.Select(line => line!.GetValue<string>())),
        _ => null,
    };

    /// <summary>Splits after each line end, of which there are as many kinds as in Jupyter's own writer.</summary>
    public static JsonArray Write(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var found = text.AsSpan(start).IndexOfAny(LineEnds);
            var end = found < 0 ? text.Length : start + found + 1;
            if (found >= 0 && text[end - 1] == '\r' && end < text.Length && text[end] == '\n')
                end++;
            lines.Add((JsonNode)JsonValue.Create(text[start..end]));
            start = end;
        }
        return lines;
    }

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? _);
}
