using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>Cell outputs as nbformat 4 stores them, names in the order in which Jupyter sorts them.</summary>
internal static class OutputJson
{
    public static CellOutput Read(JsonObject node, string where)
    {
        var type = MultilineText.Read(node["output_type"]);
        return type switch
        {
            "stream" =>
                new StreamOutput(MultilineText.Read(node["name"]) ?? "stdout", MultilineText.Read(node["text"]) ?? ""),
            "display_data" => ReadDisplay(node),
            "execute_result" => ReadDisplay(node) with
            {
                IsResult = true,
                ExecutionCount = NotebookJson.ReadInteger(node["execution_count"]),
            },
            "error" => new ErrorOutput(
                MultilineText.Read(node["ename"]) ?? "",
                MultilineText.Read(node["evalue"]) ?? "",
                node["traceback"] is JsonArray lines ? [.. lines.Select(line => MultilineText.Read(line) ?? "")] : []),
            _ => throw new NotebookFormatException(
                $"{where} has an output of type '{type ?? "none"}'. nbformat 4 knows stream, display_data, "
                + "execute_result and error."),
        };
    }

    public static JsonObject Write(CellOutput output) => output switch
    {
        StreamOutput stream => new JsonObject
        {
            ["name"] = stream.Name,
            ["output_type"] = "stream",
            ["text"] = MultilineText.Write(stream.Text),
        },
        DisplayOutput { IsResult: true } result => new JsonObject
        {
            ["data"] = WriteData(result),
            ["execution_count"] = result.ExecutionCount,
            ["metadata"] = result.Metadata.DeepClone(),
            ["output_type"] = "execute_result",
        },
        DisplayOutput display => new JsonObject
        {
            ["data"] = WriteData(display),
            ["metadata"] = display.Metadata.DeepClone(),
            ["output_type"] = "display_data",
        },
        ErrorOutput error => new JsonObject
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Message,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        },
        _ => throw new ArgumentException($"No nbformat output type for {output.GetType().Name}.", nameof(output)),
    };

    private static DisplayOutput ReadDisplay(JsonObject node)
    {
        var data = new Dictionary<string, JsonNode?>();
        foreach (var (mimeType, content) in node["data"] as JsonObject ?? [])
        {
            var text = IsJson(mimeType) ? null : MultilineText.Read(content);
            data[mimeType] = text is null ? content?.DeepClone() : JsonValue.Create(text);
        }
        return new DisplayOutput(data) { Metadata = node["metadata"]?.DeepClone() as JsonObject ?? [] };
    }

    private static JsonObject WriteData(DisplayOutput display)
    {
        var data = new JsonObject();
        foreach (var (mimeType, content) in display.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            data[mimeType] = IsLines(mimeType) && MultilineText.Read(content) is { } text
                ? MultilineText.Write(text)
                : content?.DeepClone();
        return data;
    }

    private static bool IsJson(string mimeType) =>
        mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>The types that Jupyter stores line by line; base64 stays one string.</summary>
    private static bool IsLines(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal)
        || mimeType is "application/javascript" or "image/svg+xml";
}
