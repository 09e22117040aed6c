using System.Text.Json.Nodes;
using NotebookKernel;

/// <summary>The real .NET Interactive, as <c>dotnet tool restore</c> gets it.</summary>
public static class DotNetInteractive
{
    /// <summary>How Jupyter starts it, in a folder of the course, where the tool's manifest is found.</summary>
    public static string[] Jupyter { get; } = [.. Command("jupyter", "24480-24580"), "{connection_file}"];

    /// <summary>How VS Code starts it, in the same place.</summary>
    public static string[] Stdio { get; } = Command("stdio", "24600-24700");

    /// <summary>
    /// What a cell showed there, without what is its manner: a script before a session's first answer that shows
    /// nothing, a message for each written line, and JSON inside a string, which front ends read as the JSON it is.
    /// </summary>
    public static IReadOnlyList<CellOutput> Plain(IReadOnlyList<CellOutput> outputs) =>
        OutputComparison.Joined([.. outputs.Where(output => !IsBootstrap(output)).Select(WithJson)]);

    private static CellOutput WithJson(CellOutput output) => output is not DisplayOutput display ? output : display with
    {
        Data = display.Data.ToDictionary(form => form.Key, form =>
            form.Key.EndsWith("+json", StringComparison.Ordinal) && form.Value is JsonValue text
                ? JsonNode.Parse((string)text!)
                : form.Value),
    };

    private static bool IsBootstrap(CellOutput output) =>
        output is DisplayOutput display && display.Text("text/html") is { } html
        && html.Contains("dotnet-interactive-this-cell", StringComparison.Ordinal);

    // Ports of its own: with the default ones it would be in the way of an editor's, and one of the two dies.
    private static string[] Command(string way, string ports) =>
    [
        "dotnet", "tool", "run", "dotnet-interactive", "--", way, "--default-kernel", "csharp",
        "--http-port-range", ports,
    ];
}
