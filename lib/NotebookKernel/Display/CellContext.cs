using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>
/// What code called from a cell needs to know of it. It flows with the cell's calls, awaits and threads, so that
/// <c>Console</c> and <c>display</c> find their way home from anywhere.
/// </summary>
internal sealed class CellContext(
    ICellOutputs outputs, ICellInput? input, Func<string> newDisplayId, CancellationToken cancellation)
{
    private static readonly AsyncLocal<CellContext?> Flowing = new();

    /// <summary>The cell on whose behalf the caller runs; null outside cells.</summary>
    public static CellContext? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    public ICellOutputs Outputs { get; } = outputs;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Takes an error that nobody awaits, from a thread of the cell's own.</summary>
    public Action<Exception>? OnUnhandled { get; set; }

    /// <summary>What the cell reads: the person's answers, or nothing where nobody is there to answer.</summary>
    public TextReader Input { get; } = input is null ? TextReader.Null : new CellInputReader(input, cancellation);

    /// <summary>The cell, for code that only makes sense in one.</summary>
    /// <exception cref="InvalidOperationException">The caller does not run in a cell.</exception>
    public static CellContext Require(string caller) =>
        Current
        ?? throw new InvalidOperationException($"{caller} shows something in a notebook, but no cell is running.");

    /// <summary>Asks the person at the notebook.</summary>
    /// <exception cref="InvalidOperationException">The notebook runs without a person.</exception>
    public string Ask(string prompt, bool isSecret) => input is null
        ? throw new InvalidOperationException(
            $"The cell asks for input ('{prompt}'), but this notebook runs without anybody to answer. "
            + "Give the value in code, or run the cell in a notebook's page.")
        : input.ReadLine(prompt, isSecret, Cancellation);

    public DisplayedValue Display(object? value, IReadOnlyCollection<string> mimeTypes) =>
        Display(value, updated => MimeBundle.Of(updated, mimeTypes));

    public DisplayedValue DisplayText(string text, string mimeType) =>
        Display(text, updated => updated is string verbatim
            ? MimeBundle.OfText(verbatim, mimeType)
            : MimeBundle.Of(updated, [mimeType]));

    private DisplayedValue Display(object? value, Func<object?, IReadOnlyDictionary<string, JsonNode?>> format)
    {
        var displayed = new DisplayedValue(this, newDisplayId(), format);
        Outputs.Add(new DisplayOutput(format(value)) { DisplayId = displayed.DisplayId });
        return displayed;
    }
}
