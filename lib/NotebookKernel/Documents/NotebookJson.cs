using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>Reads a notebook's JSON and says, in words and with a place, what is wrong with it.</summary>
internal static class NotebookJson
{
    /// <summary>Figures nest deeply; beyond this a file is broken or means harm.</summary>
    public const int MaxDepth = 512;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    public static JsonObject Parse(string json, string name)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: Options);
        }
        catch (JsonException error)
        {
            var place = string.Create(
                CultureInfo.InvariantCulture,
                $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}");
            throw new NotebookFormatException(
                $"{name} is not valid JSON ({place}): {WithoutPosition(error.Message)} "
                + "Restore the file from version control, or repair that line.",
                error);
        }
        if (root is not JsonObject notebook)
            throw new NotebookFormatException($"{name} is JSON, but no notebook: a notebook is one object in braces.");
        CheckNames(notebook, name);
        CheckFormat(notebook, name);
        return notebook;
    }

    public static int? ReadInteger(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out int number) ? number : null;

    /// <summary>Adds a member where Jupyter, which sorts names, would write it.</summary>
    public static void Set(JsonObject owner, string name, JsonNode? value)
    {
        if (owner.ContainsKey(name))
        {
            owner[name] = value;
            return;
        }
        var index = 0;
        foreach (var (other, _) in owner)
        {
            if (string.CompareOrdinal(other, name) > 0)
                break;
            index++;
        }
        owner.Insert(index, name, value);
    }

    private static void CheckFormat(JsonObject notebook, string name)
    {
        var major = ReadInteger(notebook["nbformat"]);
        if (major != 4)
            throw new NotebookFormatException(
                $"{name} is in notebook format "
                + $"{major?.ToString(CultureInfo.InvariantCulture) ?? "unknown (no \"nbformat\")"}; formats 4.0 to 4.5 "
                + "can be read. Open and save it once in Jupyter to bring it to format 4.");
        if (notebook["cells"] is not JsonArray cells)
            throw new NotebookFormatException($"{name} has no list of \"cells\".");
        for (var i = 0; i < cells.Count; i++)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"{name}, cell {i + 1}");
            if (cells[i] is not JsonObject cell)
                throw new NotebookFormatException($"{where} is not an object.");
            var type = MultilineText.Read(cell["cell_type"]);
            if (type is not ("code" or "markdown" or "raw"))
                throw new NotebookFormatException(
                    $"{where} has the \"cell_type\" '{type ?? "none"}'; it must be code, markdown or raw.");
            if (MultilineText.Read(cell["source"]) is null)
                throw new NotebookFormatException($"{where} has no \"source\" that is a text or a list of lines.");
            if (type == "code")
                CheckOutputs(cell, where);
        }
    }

    private static void CheckOutputs(JsonObject cell, string where)
    {
        if (cell["outputs"] is not JsonArray outputs)
            throw new NotebookFormatException($"{where} is a code cell without a list of \"outputs\".");
        foreach (var output in outputs)
        {
            if (output is not JsonObject members)
                throw new NotebookFormatException($"{where} has an output that is not an object.");
            OutputJson.Read(members, where);
        }
    }

    /// <summary>
    /// JsonObject finds a name that occurs twice only when it is first asked; ask here, where there is a name to tell.
    /// </summary>
    private static void CheckNames(JsonNode? node, string name)
    {
        try
        {
            Visit(node);
        }
        catch (ArgumentException error)
        {
            throw new NotebookFormatException($"{name} has an object with the same name twice: {error.Message}", error);
        }

        static void Visit(JsonNode? node)
        {
            if (node is JsonObject members)
            {
                foreach (var (_, value) in members)
                    Visit(value);
            }
            else if (node is JsonArray items)
            {
                foreach (var item in items)
                    Visit(item);
            }
        }
    }

    private static string WithoutPosition(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }
}
