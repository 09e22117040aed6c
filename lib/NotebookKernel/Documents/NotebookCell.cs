using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>
/// One cell of a <see cref="NotebookDocument"/>. Setting a value to what it is leaves the file's text as it was.
/// </summary>
public sealed class NotebookCell
{
    private readonly JsonObject _node;
    private readonly NotebookDocument _document;

    /// <summary>
    /// The outputs as the file had them, and as they would be written: a run that gives the same leaves the file's
    /// text.
    /// </summary>
    private (JsonNode Read, JsonNode Rewritten)? _outputsAsRead;

    internal NotebookCell(NotebookDocument document, JsonObject node, int index)
    {
        _document = document;
        _node = node;
        Index = index;
    }

    /// <summary>The place in the document, from 0.</summary>
    public int Index { get; }

    /// <summary>
    /// The cell's id. Where the file has none (formats before 4.5) it is made of the cell's place and source, so it is
    /// the same each time.
    /// </summary>
    public string Id => MultilineText.Read(_node["id"]) ?? MakeId();

    /// <summary>Whether the cell is code, Markdown or raw text.</summary>
    public CellKind Kind => MultilineText.Read(_node["cell_type"]) switch
    {
        "code" => CellKind.Code,
        "markdown" => CellKind.Markdown,
        _ => CellKind.Raw,
    };

    /// <summary>The text of the cell, line feeds included.</summary>
    public string Source
    {
        get => MultilineText.Read(_node["source"])!;
        set
        {
            if (value != Source)
                _node["source"] = MultilineText.Write(value);
        }
    }

    /// <summary>
    /// The language of a code cell in small letters, <c>csharp</c> for C#: Polyglot Notebooks writes it to each cell,
    /// Jupyter once to the document.
    /// </summary>
    public string Language => NotedLanguage.In(NotedMetadata) ?? _document.Language;

    /// <summary>What others noted about the cell (tags, slides). Changes are written with the document.</summary>
    public JsonObject Metadata
    {
        get
        {
            if (_node["metadata"] is JsonObject metadata)
                return metadata;
            var created = new JsonObject();
            NotebookJson.Set(_node, "metadata", created);
            return created;
        }
    }

    /// <summary>The tags in the cell's metadata.</summary>
    public IReadOnlyList<string> Tags =>
        NotedMetadata?["tags"] is JsonArray tags
            ? [.. tags.Select(MultilineText.Read).OfType<string>()]
            : [];

    /// <summary>The number of the run that made the outputs; null for a cell that has not run.</summary>
    /// <exception cref="InvalidOperationException">Set on a cell that is not code.</exception>
    public int? ExecutionCount
    {
        get => NotebookJson.ReadInteger(_node["execution_count"]);
        set
        {
            RequireCode();
            if (value != ExecutionCount || !_node.ContainsKey("execution_count"))
                NotebookJson.Set(_node, "execution_count", value);
        }
    }

    /// <summary>What the cell showed when it ran; empty for Markdown and raw cells.</summary>
    /// <exception cref="InvalidOperationException">Set on a cell that is not code.</exception>
    public IReadOnlyList<CellOutput> Outputs
    {
        get => _node["outputs"] is JsonArray outputs
            ? [.. outputs.Select(output => OutputJson.Read((JsonObject)output!, $"cell {Id}"))]
            : [];
        set
        {
            RequireCode();
            _outputsAsRead ??= (_node["outputs"]!.DeepClone(), ToJson(Outputs));
            var written = ToJson(value);
            var isAsRead = JsonNode.DeepEquals(written, _outputsAsRead.Value.Rewritten);
            NotebookJson.Set(_node, "outputs", isAsRead ? _outputsAsRead.Value.Read.DeepClone() : written);
        }
    }

    private JsonObject? NotedMetadata => _node["metadata"] as JsonObject;

    internal bool HasStoredId => _node.ContainsKey("id");

    internal void StoreId(string id) => NotebookJson.Set(_node, "id", id);

    private static JsonArray ToJson(IReadOnlyList<CellOutput> outputs) =>
        new([.. outputs.Select(output => (JsonNode)OutputJson.Write(output))]);

    private string MakeId()
    {
        var seed = string.Create(CultureInfo.InvariantCulture, $"{Index}\n{Source}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 4));
    }

    private void RequireCode()
    {
        if (Kind != CellKind.Code)
            throw new InvalidOperationException(
                $"Cell {Id} is {Kind}; only code cells have outputs and execution counts.");
    }
}
