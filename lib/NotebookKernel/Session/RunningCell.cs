namespace NotebookKernel;

/// <summary>A cell that runs, or a file that it imports.</summary>
/// <param name="Name">What messages and stack traces call it.</param>
/// <param name="Number">The number of the run.</param>
/// <param name="Context">Where its outputs go, and what stops it.</param>
/// <param name="ReportUnhandled">Takes an error that nobody awaits.</param>
internal sealed record RunningCell(string Name, int Number, CellContext Context, Action<Exception> ReportUnhandled)
{
    /// <summary>Fails it, at a line.</summary>
    public CellFailedException Fail(int line, string message) => new(CellError.Command(Name, line, message));
}
