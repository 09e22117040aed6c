using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKernel;

/// <summary>Compares what cells showed in two runs, and says in words what differs.</summary>
public static class OutputComparison
{
    /// <summary>What differs between two runs of a notebook; nothing where they agree.</summary>
    /// <param name="expected">A notebook with its outputs.</param>
    /// <param name="here">The same notebook after another run.</param>
    /// <param name="closeness">How alike the outputs of a cell have to be.</param>
    public static IReadOnlyList<string> Differences(NotebookDocument expected, NotebookDocument here,
        Func<NotebookCell, Closeness> closeness)
    {
        if (expected.Cells.Count != here.Cells.Count)
            return [$"{expected.Cells.Count} cells became {here.Cells.Count}"];
        return [.. expected.Cells.Zip(here.Cells)
            .SelectMany(pair => Differences(pair.First, pair.Second, closeness(pair.First)))];
    }

    /// <summary>What differs between two runs of a cell.</summary>
    /// <param name="expected">A cell.</param>
    /// <param name="here">The same cell after another run.</param>
    /// <param name="closeness">How alike the outputs have to be.</param>
    public static IEnumerable<string> Differences(NotebookCell expected, NotebookCell here, Closeness closeness)
    {
        var differences = expected.Source != here.Source ? [$"its code became '{here.Source}'"]
            : Differences(expected.Outputs, here.Outputs, closeness);
        return differences.Select(difference => $"cell {expected.Id}: {difference}");
    }

    /// <summary>What differs between two lists of outputs.</summary>
    /// <param name="expected">What a cell showed.</param>
    /// <param name="here">What it showed in another run.</param>
    /// <param name="closeness">How alike they have to be.</param>
    public static IEnumerable<string> Differences(IReadOnlyList<CellOutput> expected, IReadOnlyList<CellOutput> here,
        Closeness closeness)
    {
        if (Describe(expected) != Describe(here)) return [$"{Describe(expected)} became {Describe(here)}"];
        if (closeness == Closeness.Kinds) return [];
        return expected.Zip(here).SelectMany(pair => Forms(pair.First).Zip(Forms(pair.Second)))
            .SelectMany(pair => OfForm(pair.First.Name, pair.First.Content, pair.Second.Content, closeness)
                .Select(difference => $"{pair.First.Name}: {difference}"));
    }

    /// <summary>Outputs in which what was written in several goes is one text.</summary>
    public static IReadOnlyList<CellOutput> Joined(IReadOnlyList<CellOutput> outputs)
    {
        var joined = new List<CellOutput>();
        foreach (var output in outputs)
        {
            if (output is StreamOutput more && joined is [.., StreamOutput last] && last.Name == more.Name)
                joined[^1] = new StreamOutput(last.Name, last.Text + more.Text);
            else
                joined.Add(output);
        }
        return joined;
    }

    private static IEnumerable<string> OfForm(string name, JsonNode? expected, JsonNode? here, Closeness closeness)
    {
        if (closeness == Closeness.Bytes) return ExactComparison.Differences(Written(expected), Written(here));
        var isText = expected is JsonValue && here is JsonValue
            && expected.GetValueKind() == JsonValueKind.String && here.GetValueKind() == JsonValueKind.String;
        if (!isText) return JsonComparison.Differences(expected, here, closeness);
        var (before, after) = ((string)expected!, (string)here!);
        return name switch
        {
            "image/png" or "image/jpeg" or "image/webp" => PictureComparison.Differences(before, after, closeness),
            "text/html" => HtmlComparison.Differences(before, after, closeness),
            _ => TextComparison.Differences(before, after, closeness),
        };
    }

    private static IEnumerable<(string Name, JsonNode? Content)> Forms(CellOutput output) => output switch
    {
        StreamOutput stream => [(stream.Name, stream.Text)],
        DisplayOutput display => display.Data.OrderBy(form => form.Key, StringComparer.Ordinal)
            .Select(form => (form.Key, form.Value)),
        ErrorOutput error => [("error", error.Message)],
        _ => throw new ArgumentException($"An output of the unknown kind {output.GetType().Name}.", nameof(output)),
    };

    private static string Written(JsonNode? content) =>
        content is JsonValue && content.GetValueKind() == JsonValueKind.String ? (string)content!
            : InOrder(content)?.ToJsonString() ?? "";

    /// <summary>
    /// JSON with its properties in the order of their names and 1E-05 as 1e-05; Jupyter writes them so.
    /// </summary>
    private static JsonNode? InOrder(JsonNode? json) => json switch
    {
        JsonObject properties => new JsonObject(properties.OrderBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => KeyValuePair.Create(property.Key, InOrder(property.Value)))),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => JsonValue.Create((double)number),
        JsonArray items => new JsonArray([.. items.Select(InOrder)]),
        _ => json?.DeepClone(),
    };

    private static string Describe(IReadOnlyList<CellOutput> outputs) =>
        "[" + string.Join(", ", outputs.Select(output => output switch
    {
        StreamOutput stream => stream.Name,
        DisplayOutput display => (display.IsResult ? "result " : "display ")
            + string.Join('+', display.Data.Keys.Order(StringComparer.Ordinal)),
        ErrorOutput error => "error " + error.Name,
        _ => output.GetType().Name,
    })) + "]";
}
