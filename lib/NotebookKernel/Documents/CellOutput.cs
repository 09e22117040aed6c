using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>One output of a code cell.</summary>
public abstract record CellOutput;

/// <summary>Text that a cell wrote to a stream.</summary>
/// <param name="Name"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The text, line ends included.</param>
public sealed record StreamOutput(string Name, string Text) : CellOutput;

/// <summary>One value in one or more representations; a front end shows the richest that it knows.</summary>
/// <param name="Data">MIME type to content: a JSON string for text and base64, any JSON for JSON types.</param>
public sealed record DisplayOutput(IReadOnlyDictionary<string, JsonNode?> Data) : CellOutput
{
    /// <summary>Notes for front ends, such as a picture's size; empty as a rule.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>
    /// The name by which the output can be replaced while the session lives. Never stored in a document.
    /// </summary>
    public string? DisplayId { get; init; }

    /// <summary>The value of the cell's last expression, rather than something the cell displayed.</summary>
    public bool IsResult { get; init; }

    /// <summary>The number of the run that gave this result; only results carry one.</summary>
    public int? ExecutionCount { get; init; }

    /// <summary>The content of a text type, or null if there is none of that type.</summary>
    /// <param name="mimeType">For example <c>text/html</c>.</param>
    public string? Text(string mimeType) =>
        Data.TryGetValue(mimeType, out var node) && node is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : null;
}

/// <summary>The error that ended a cell.</summary>
/// <param name="Name">The kind of error: an exception's type, or <c>CompilationError</c>.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Traceback">The lines to show: error, place in the cell, calls.</param>
public sealed record ErrorOutput(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput;
