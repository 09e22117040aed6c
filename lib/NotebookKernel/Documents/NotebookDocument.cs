using System.Text;
using System.Text.Json.Nodes;
using Files;

namespace NotebookKernel;

/// <summary>
/// A notebook in nbformat 4. What is not changed is written back as it was read: unknown members, order of names,
/// indentation, escapes, digits of numbers, line ends, and the end of the file.
/// </summary>
public sealed class NotebookDocument
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly JsonObject _root;
    private readonly JsonStyle _style;

    private NotebookDocument(JsonObject root, JsonStyle style)
    {
        _root = root;
        _style = style;
        Cells =
            [.. ((JsonArray)root["cells"]!).Select((node, index) => new NotebookCell(this, (JsonObject)node!, index))];
    }

    /// <summary>The cells, from first to last.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; }

    /// <summary>The document's metadata (kernel, language). Changes are written with the document.</summary>
    public JsonObject Metadata
    {
        get
        {
            if (_root["metadata"] is JsonObject metadata)
                return metadata;
            var created = new JsonObject();
            NotebookJson.Set(_root, "metadata", created);
            return created;
        }
    }

    /// <summary>
    /// The language of cells that name none, in small letters; <c>csharp</c> where the document names none either.
    /// </summary>
    public string Language
    {
        get
        {
            var metadata = _root["metadata"] as JsonObject;
            var named = MultilineText.Read((metadata?["kernelspec"] as JsonObject)?["language"])
                ?? MultilineText.Read((metadata?["language_info"] as JsonObject)?["name"]);
            return named?.ToLowerInvariant() switch
            {
                null or "c#" or "polyglot-notebook" => "csharp",
                var other => other,
            };
        }
    }

    /// <summary>Reads a notebook from a file.</summary>
    /// <param name="path">The .ipynb file.</param>
    /// <exception cref="NotebookFormatException">
    /// The file is not a notebook in format 4; the message names it.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NotebookDocument Load(string path)
    {
        string json;
        try
        {
            json = Utf8.GetString(File.ReadAllBytes(path));
        }
        catch (DecoderFallbackException error)
        {
            throw new NotebookFormatException($"{path} is not text in UTF-8 (byte {error.Index + 1}).", error);
        }
        return Parse(json, path);
    }

    /// <summary>Reads a notebook from its JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What to call the notebook in messages.</param>
    /// <exception cref="NotebookFormatException">The text is not a notebook in format 4.</exception>
    public static NotebookDocument Parse(string json, string name = "The notebook")
    {
        var text = json.StartsWith('\uFEFF') ? json[1..] : json;
        return new NotebookDocument(NotebookJson.Parse(text, name), JsonStyle.Detect(text));
    }

    /// <summary>The document as JSON text.</summary>
    public string ToJson() => _style.Write(_root);

    /// <summary>
    /// Writes the document to a file, whole or not at all: to a file beside it first, which then takes its name.
    /// </summary>
    /// <param name="path">The .ipynb file; an existing one is replaced.</param>
    /// <exception cref="IOException">The file cannot be written; what was there is untouched.</exception>
    public void Save(string path) => WholeFile.Write(path, Utf8.GetBytes(ToJson()));

    /// <summary>Gives an id to each cell without one, where the format has ids (4.5 on).</summary>
    public void AddMissingIds()
    {
        if (NotebookJson.ReadInteger(_root["nbformat_minor"]) is not >= 5)
            return;
        var taken = Cells.Where(cell => cell.HasStoredId).Select(cell => cell.Id).ToHashSet();
        foreach (var cell in Cells.Where(cell => !cell.HasStoredId))
        {
            var id = cell.Id;
            while (!taken.Add(id))
                id += "-";
            cell.StoreId(id);
        }
    }
}
