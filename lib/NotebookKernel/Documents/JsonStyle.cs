using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>
/// How a JSON file is laid out, read from its text, so that it can be written back as it was. Values that came from
/// the file are written with their own characters (escapes, digits of numbers); new ones as Jupyter writes them.
/// </summary>
/// <param name="Indent">The characters of one level, or null for all on one line.</param>
/// <param name="NewLine">The line end.</param>
/// <param name="Colon">What stands between a name and its value.</param>
/// <param name="Comma">What stands between two items on one line.</param>
/// <param name="Tail">What follows the last brace: as a rule one line end.</param>
internal sealed record JsonStyle(string? Indent, string NewLine, string Colon, string Comma, string Tail)
{
    /// <summary>The layout of Jupyter: one space a level.</summary>
    public static JsonStyle Jupyter { get; } = new(" ", "\n", ": ", ",", "\n");

    /// <summary>Names that the file writes with escapes, as it writes them.</summary>
    private IReadOnlyDictionary<string, string> EscapedNames { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads the layout of a text that is valid JSON.</summary>
    public static JsonStyle Detect(string json) => DetectLayout(json) with { EscapedNames = FindEscapedNames(json) };

    private static JsonStyle DetectLayout(string json)
    {
        var open = json.IndexOf('{');
        var close = json.LastIndexOf('}');
        if (open < 0 || close < open)
            return Jupyter;
        var tail = json[(close + 1)..];
        var name = json.IndexOf('"', open);
        var firstLineEnd = json.IndexOf('\n', open);
        var newLine = firstLineEnd > 0 && json[firstLineEnd - 1] == '\r' ? "\r\n" : "\n";
        if (name < 0)
            return Jupyter with { NewLine = newLine, Tail = tail };
        var nameEnd = json.IndexOf('"', name + 1);
        var afterColon = json.IndexOf(':', nameEnd) + 1;
        var colon = afterColon < json.Length && json[afterColon] == ' ' ? ": " : ":";
        var onOneLine = firstLineEnd < 0 || firstLineEnd > name;
        if (onOneLine)
            return new JsonStyle(null, newLine, colon, colon == ": " ? ", " : ",", tail);
        return new JsonStyle(json[(firstLineEnd + 1)..name], newLine, colon, ",", tail);
    }

    public string Write(JsonNode root)
    {
        var text = new StringBuilder();
        Write(text, root, 0);
        return text.Append(Tail).ToString();
    }

    private void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject members:
                text.Append('{');
                var first = true;
                foreach (var (name, value) in members)
                {
                    StartItem(text, depth + 1, ref first);
                    if (EscapedNames.TryGetValue(name, out var escaped))
                        text.Append('"').Append(escaped).Append('"');
                    else
                        WriteString(text, name);
                    text.Append(Colon);
                    Write(text, value, depth + 1);
                }
                BreakLine(text, depth);
                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                var firstItem = true;
                foreach (var item in items)
                {
                    StartItem(text, depth + 1, ref firstItem);
                    Write(text, item, depth + 1);
                }
                BreakLine(text, depth);
                text.Append(']');
                break;
            case JsonValue value:
                WriteValue(text, value);
                break;
        }
    }

    private static Dictionary<string, string> FindEscapedNames(string json)
    {
        var names = new Dictionary<string, string>();
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = NotebookJson.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped)
                names.TryAdd(reader.GetString()!, Encoding.UTF8.GetString(reader.ValueSpan));
        }
        return names;
    }

    private static void WriteValue(StringBuilder text, JsonValue value)
    {
        if (value.TryGetValue(out JsonElement element))
            text.Append(element.GetRawText());
        else if (value.TryGetValue(out string? written))
            WriteString(text, written);
        else
            text.Append(value.ToJsonString());
    }

    private void StartItem(StringBuilder text, int depth, ref bool first)
    {
        if (!first)
            text.Append(Comma);
        first = false;
        BreakLine(text, depth);
    }

    private void BreakLine(StringBuilder text, int depth)
    {
        if (Indent is null)
            return;
        text.Append(NewLine);
        for (var i = 0; i < depth; i++)
            text.Append(Indent);
    }

    /// <summary>Escapes what JSON demands and nothing else, as Python's json does with ensure_ascii off.</summary>
    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\f' => text.Append("\\f"),
                '\b' => text.Append("\\b"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
