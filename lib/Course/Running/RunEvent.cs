using System.Text.Json;
using System.Text.Json.Serialization;

namespace Course.Running;

/// <summary>
/// What the process of a notebook tells the program that started it: one line of JSON for each event, on its standard
/// output.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(NotebookOpened), "opened")]
[JsonDerivedType(typeof(CellStarted), "cell-started")]
[JsonDerivedType(typeof(CellSaid), "cell-said")]
[JsonDerivedType(typeof(CellEnded), "cell-ended")]
[JsonDerivedType(typeof(NotebookEnded), "ended")]
public abstract record RunEvent
{
    /// <summary>
    /// The event as text to write. It starts with a line end too: native code may have left half a line on the stream.
    /// </summary>
    public string ToLine() => "\n" + JsonSerializer.Serialize(this) + "\n";

    /// <summary>The event in a line, or null where the line is something else that the process printed.</summary>
    public static RunEvent? FromLine(string line)
    {
        if (!line.StartsWith("{\"event\":", StringComparison.Ordinal)) return null;
        try
        {
            return JsonSerializer.Deserialize<RunEvent>(line);
        }
        catch (JsonException)
        {
            return null; // a cell's native code printed something that begins like an event
        }
    }
}

/// <summary>The notebook was read.</summary>
/// <param name="Cells">How many code cells it has.</param>
public sealed record NotebookOpened(int Cells) : RunEvent;

/// <summary>A cell begins.</summary>
/// <param name="Cell">Which one.</param>
public sealed record CellStarted(CellName Cell) : RunEvent;

/// <summary>The running cell wrote something.</summary>
/// <param name="Text">Its last line, for the progress display.</param>
public sealed record CellSaid(string Text) : RunEvent;

/// <summary>A cell ended.</summary>
/// <param name="Cell">Which one.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Error">Why it failed, or null.</param>
public sealed record CellEnded(CellName Cell, double Seconds, string? Error) : RunEvent;

/// <summary>The executed copy is written; the process is about to end by itself.</summary>
public sealed record NotebookEnded : RunEvent;

/// <summary>How a cell is named to a person.</summary>
/// <param name="Number">Its place among the code cells, from 1.</param>
/// <param name="Id">Its id in the notebook.</param>
/// <param name="FirstLine">The first line of its code that is not empty.</param>
public sealed record CellName(int Number, string Id, string FirstLine)
{
    /// <inheritdoc/>
    public override string ToString() => $"cell {Number} ({FirstLine})";
}
