using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>
/// The language of a cell, as Polyglot Notebooks notes it: in a file, and with a request to run the cell.
/// </summary>
internal static class NotedLanguage
{
    /// <summary>
    /// Its name in small letters, known here or not; null where none is noted. The older of two notes counts where the
    /// newer is missing.
    /// </summary>
    public static string? In(JsonObject? metadata) =>
        ReadName(metadata?["polyglot_notebook"], "kernelName") ?? ReadName(metadata?["dotnet_interactive"], "language");

    private static string? ReadName(JsonNode? owner, string name) =>
        owner is JsonObject members ? MultilineText.Read(members[name])?.ToLowerInvariant() : null;
}
