using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>
/// Shows the charts of Plotly.NET, which a notebook may use without anything else: as Plotly's JSON, which VS Code,
/// JupyterLab and the book draw offline. Plotly.NET's own way to show one is a page that loads a script from the
/// internet.
/// </summary>
internal static class PlotlyChart
{
    private const string ChartType = "Plotly.NET.GenericChart";

    /// <summary>The forms of a chart; null for anything else.</summary>
    public static IReadOnlyDictionary<string, JsonNode?>? Bundle(object? value)
    {
        var type = value?.GetType();
        while (type is not null && type.FullName != ChartType)
            type = type.BaseType;

        // By name: a cell may bring any version of the package.
        if (type?.GetMethod("toJson", BindingFlags.Public | BindingFlags.Static, [type]) is not { } toJson)
            return null;
        var chart = JsonNode.Parse((string)toJson.Invoke(null, [value])!)!;
        return new Dictionary<string, JsonNode?>
        {
            ["application/vnd.plotly.v1+json"] = chart,
            ["text/plain"] = Words(chart),
        };
    }

    private static string Words(JsonNode chart)
    {
        var kinds = (chart["data"] as JsonArray ?? []).Select(trace => (string?)trace?["type"] ?? "scatter").ToList();
        var title = chart["layout"]?["title"] switch
        {
            JsonObject parts => (string?)parts["text"],
            var text => (string?)text,
        };
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"Plotly chart of {kinds.Count} trace{(kinds.Count == 1 ? "" : "s")} "
            + $"({string.Join(", ", kinds.Distinct())})");
        return string.IsNullOrEmpty(title) ? what : $"{title}: {what}";
    }
}
