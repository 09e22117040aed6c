using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKernel;

/// <summary>Compares what a cell showed in two runs.</summary>
public static class OutputComparison
{
    /// <summary>What differs, in words.</summary>
    /// <param name="committed">A cell.</param>
    /// <param name="here">The same cell after another run.</param>
    /// <param name="exactly">Compare what the outputs say, not only which kinds there are.</param>
    public static IEnumerable<string> Differences(NotebookCell committed, NotebookCell here, bool exactly)
    {
        if (Describe(committed) != Describe(here))
            return [$"cell {committed.Id}: {Describe(committed)} became {Describe(here)}"];
        if (!exactly) return [];
        return committed.Outputs.Zip(here.Outputs).SelectMany(pair => Forms(pair.First).Zip(Forms(pair.Second)))
            .Where(pair => pair.First.Content != pair.Second.Content)
            .Select(pair => $"cell {committed.Id}, {pair.First.Name}: {FirstDifference(pair.First.Content, pair.Second.Content)}");
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

    private static IEnumerable<(string Name, string Content)> Forms(CellOutput output) => output switch
    {
        StreamOutput stream => [(stream.Name, stream.Text)],
        DisplayOutput display => display.Data.OrderBy(form => form.Key, StringComparer.Ordinal).Select(form => (form.Key, InOrder(form.Value)?.ToJsonString() ?? "")),
        _ => [("error", output.ToString())],
    };

    /// <summary>JSON with its properties in the order of their names and 1E-05 as 1e-05; Jupyter writes them so.</summary>
    private static JsonNode? InOrder(JsonNode? json) => json switch
    {
        JsonObject properties => new JsonObject(
            properties.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => KeyValuePair.Create(property.Key, InOrder(property.Value)))),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => JsonValue.Create((double)number),
        JsonArray items => new JsonArray([.. items.Select(InOrder)]),
        _ => json?.DeepClone(),
    };

    private static string FirstDifference(string committed, string here)
    {
        var at = committed.Zip(here).TakeWhile(pair => pair.First == pair.Second).Count();
        string Around(string text) => text[Math.Max(0, at - 30)..Math.Min(text.Length, at + 30)];
        return $"'…{Around(committed)}…' became '…{Around(here)}…'";
    }

    private static string Describe(NotebookCell cell) => "[" + string.Join(", ", cell.Outputs.Select(output => output switch
    {
        StreamOutput stream => stream.Name,
        DisplayOutput display => string.Join('+', display.Data.Keys.Order()),
        ErrorOutput error => "error " + error.Name,
        _ => "?",
    })) + "]";
}
