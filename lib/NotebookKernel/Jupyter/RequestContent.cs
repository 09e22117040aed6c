using System.Text.Json.Nodes;

namespace NotebookKernel.Jupyter;

/// <summary>Reads the fields of a request.</summary>
internal static class RequestContent
{
    /// <summary>A text that the request must have.</summary>
    /// <exception cref="BadRequestException">It is missing or no text.</exception>
    public static string Text(this JupyterMessage request, string name) =>
        request.Content[name] is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw Wrong(request, name, "a text");

    /// <summary>A number that the request may have.</summary>
    /// <exception cref="BadRequestException">It is there, but not a whole number.</exception>
    public static int? Number(this JupyterMessage request, string name) => request.Content[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out int number) => number,
        _ => throw Wrong(request, name, "a whole number"),
    };

    /// <summary>A choice that the request may have.</summary>
    /// <exception cref="BadRequestException">It is there, but neither true nor false.</exception>
    public static bool Flag(this JupyterMessage request, string name, bool otherwise) => request.Content[name] switch
    {
        null => otherwise,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        _ => throw Wrong(request, name, "true or false"),
    };

    private static BadRequestException Wrong(JupyterMessage request, string name, string what) =>
        new($"{request.Type} needs {what} for '{name}'; it has {request.Content[name]?.ToJsonString() ?? "none"}.");
}
