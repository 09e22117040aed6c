using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace NotebookKernel.Tests;

/// <summary>What holds for every notebook, whatever it contains.</summary>
public sealed class RoundTripProperties
{
    /// <summary>Any text that a file can hold: no lone surrogates.</summary>
    private static readonly Gen<string> Text =
        Gen.OneOf(
            Gen.String[Gen.Char.AlphaNumeric, 0, 12],
            Gen.Select(
                Gen.OneOf("ä", "\n", "\r\n", "\r", "\"", "\\", "\t", "😀", "\u2028", "\u0085", "\u001b", "\0", "/"),
                Gen.String[Gen.Char.AlphaNumeric, 0, 5])
                .Select((mark, word) => word + mark + word).Array[0, 5].Select(string.Concat));

    private static readonly Gen<JsonNode?> Leaf = Gen.OneOf(
        Text.Select(text => (JsonNode?)JsonValue.Create(text)),
        Gen.Int.Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Double.Select(
            number => (JsonNode?)(double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(0.5))),
        Gen.Bool.Select(truth => (JsonNode?)JsonValue.Create(truth)),
        Gen.Const((JsonNode?)null));

    private static readonly Gen<JsonNode?> Tree = Gen.Recursive<JsonNode?>((depth, self) =>
        depth > 3
            ? Leaf
            : Gen.OneOf(
                Leaf,
                self.Array[0, 3].Select(
                    items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
                Gen.Select(Text, self).Array[0, 3].Select(members => (JsonNode?)ToObject(members))));

    private static readonly Gen<CellOutput> Output = Gen.OneOf<CellOutput>(
        Gen.Select(Gen.OneOf("stdout", "stderr"), Text)
            .Select((name, text) => (CellOutput)new StreamOutput(name, text)),
        Gen.Select(Text, Text, Text.Array[0, 3])
            .Select((name, message, lines) => (CellOutput)new ErrorOutput(name, message, lines)),
        Gen.Select(Text, Text, Tree, Gen.Bool, Gen.Int[1, 99]).Select((html, plain, json, isResult, count) =>
            (CellOutput)new DisplayOutput(new Dictionary<string, JsonNode?>
            {
                ["text/html"] = JsonValue.Create(html),
                ["text/plain"] = JsonValue.Create(plain),
                ["application/vnd.plotly.v1+json"] = json?.DeepClone(),
            })
            { IsResult = isResult, ExecutionCount = isResult ? count : null }));

    private static readonly Gen<JsonObject> Cell =
        Gen.Select(Gen.OneOf("code", "markdown", "raw"), Text, Text.Array[0, 4], Gen.Bool, Tree)
            .Select((type, source, lines, asLines, extra) =>
            {
                var cell = new JsonObject
                {
                    ["cell_type"] = type,
                    ["metadata"] = new JsonObject { ["extra"] = extra?.DeepClone() },
                    ["source"] = asLines ? new JsonArray([.. lines.Select(line => JsonValue.Create(line))]) : source,
                };
                if (type == "code")
                    cell.Insert(1, "outputs", new JsonArray());
                return cell;
            });

    private static readonly Gen<JsonObject> Notebook =
        Gen.Select(Cell.Array[0, 4], Tree, Gen.Int[0, 5]).Select((cells, extra, minor) => new JsonObject
        {
            ["extra"] = extra?.DeepClone(),
            ["cells"] = new JsonArray([.. cells.Select(cell => cell.DeepClone())]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = minor,
        });

    [Fact]
    public void AnUnchangedNotebookIsWrittenAsItWas()
    {
        Gen.Select(Notebook, Gen.Bool, Gen.Int[1, 4], Gen.Bool, Gen.OneOf("", "\n", "\r\n"))
            .Sample((notebook, escaped, indent, indented, tail) =>
            {
                var options = new JsonSerializerOptions
                {
                    WriteIndented = indented,
                    IndentSize = indent,
                    NewLine = "\n",
                    Encoder = escaped ? null : System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                };
                var json = notebook.ToJsonString(options) + tail;
                return NotebookDocument.Parse(json).ToJson() == json;
            }, iter: 500);
    }

    [Fact]
    public void OutputsAreReadBackAsTheyWereWritten()
    {
        Gen.Select(Notebook, Output.Array[0, 4]).Sample((notebook, outputs) =>
        {
            var document = NotebookDocument.Parse(notebook.ToJsonString());
            foreach (var cell in document.Cells.Where(cell => cell.Kind == CellKind.Code))
                cell.Outputs = outputs;
            var again = NotebookDocument.Parse(document.ToJson());
            return again.ToJson() == document.ToJson()
                && again.Cells.Where(cell => cell.Kind == CellKind.Code).All(cell => Same(cell.Outputs, outputs));
        }, iter: 500);
    }

    [Fact]
    public void ASourceIsReadBackAsItWasWritten()
    {
        Gen.Select(Notebook.Where(notebook => ((JsonArray)notebook["cells"]!).Count > 0), Text)
            .Sample((notebook, source) =>
            {
                var document = NotebookDocument.Parse(notebook.ToJsonString());
                document.Cells[0].Source = source;
                return NotebookDocument.Parse(document.ToJson()).Cells[0].Source == source;
            }, iter: 500);
    }

    private static bool Same(IReadOnlyList<CellOutput> read, IReadOnlyList<CellOutput> written) =>
        read.Count == written.Count && read.Zip(written).All(pair => Same(pair.First, pair.Second));

    private static bool Same(CellOutput read, CellOutput written) => (read, written) switch
    {
        (DisplayOutput a, DisplayOutput b) => a.IsResult == b.IsResult
            && a.ExecutionCount == b.ExecutionCount
            && a.Data.Count == b.Data.Count
            && a.Data.All(
                item => JsonNode.DeepEquals(item.Value, JsonNode.Parse(b.Data[item.Key]?.ToJsonString() ?? "null"))),
        (ErrorOutput a, ErrorOutput b) =>
            a.Name == b.Name && a.Message == b.Message && a.Traceback.SequenceEqual(b.Traceback),
        _ => read == written,
    };

    private static JsonObject ToObject(IEnumerable<(string Name, JsonNode? Value)> members)
    {
        var result = new JsonObject();
        foreach (var (name, value) in members)
            result[name] = value?.DeepClone();
        return result;
    }
}
