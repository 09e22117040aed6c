using Course.Notebooks;

namespace Course.Running;

/// <summary>Plain lines, one for each notebook as it ends: for log files, pipes and CI.</summary>
public sealed class PlainView(TextWriter output, int total) : IRunView
{
    private int _ended;

    /// <inheritdoc/>
    public void Started(NotebookFile notebook)
    {
    }

    /// <inheritdoc/>
    public void Happened(NotebookFile notebook, RunEvent happened)
    {
    }

    /// <inheritdoc/>
    public void Ended(NotebookFile notebook, RunOutcome outcome)
    {
        var word = outcome.Verdict switch { RunVerdict.Passed => "ok", RunVerdict.Failed => "FAILED", _ => "stopped" };
        var line = $"[{Interlocked.Increment(ref _ended)}/{total}] {word,-7} {notebook.Name}  "
            + $"{outcome.CellsRun} cells  {TimeText.Said(outcome.Seconds)}";
        lock (output)
        {
            output.WriteLine(line);
            if (outcome.Failure is { } failure) output.WriteLine("        " + failure.Headline);
            output.Flush();
        }
    }
}
