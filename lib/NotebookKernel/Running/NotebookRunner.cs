namespace NotebookKernel;

/// <summary>Runs a notebook's code cells in order and writes what they show into the document.</summary>
public static class NotebookRunner
{
    /// <summary>The tag of cells that may fail: front ends go on after them too.</summary>
    public const string MayFailTag = "raises-exception";

    /// <summary>
    /// Runs a notebook. Empty code cells are passed over. Old outputs go at the start, so that at any moment, after a
    /// stop or a crash too, a cell holds what this run gave it or nothing.
    /// </summary>
    /// <param name="document">The notebook; outputs and execution counts are replaced, missing ids made.</param>
    /// <param name="session">A session, as a rule a new one.</param>
    /// <param name="observer">Hears how the run goes on; may be null.</param>
    /// <param name="cancellation">Interrupts the cell that runs, and the run.</param>
    /// <param name="continueAfterError">
    /// Run the cells after a failed one too. A cell with the tag <c>raises-exception</c> may fail in any case.
    /// </param>
    public static async Task<NotebookRunResult> RunAsync(
        NotebookDocument document,
        CSharpSession session,
        INotebookObserver? observer = null,
        CancellationToken cancellation = default,
        bool continueAfterError = false)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(session);
        document.AddMissingIds();
        var cells = document.Cells.Where(cell => cell.Kind == CellKind.Code).ToList();
        foreach (var cell in cells)
        {
            cell.Outputs = [];
            cell.ExecutionCount = null;
        }
        var run = new DocumentOutputs();
        var failures = new List<CellFailure>();
        var cellsRun = 0;
        var stopped = false;
        foreach (var cell in cells.Where(cell => !string.IsNullOrWhiteSpace(cell.Source)))
        {
            if (stopped || cancellation.IsCancellationRequested)
                break;
            cellsRun++;
            observer?.CellStarted(cell);
            var result = await session
                .RunAsync(cell.Source, run.Begin(cell, observer), new CellRunOptions
                {
                    Language = cell.Language
                }, cancellation).ConfigureAwait(false);
            cell.ExecutionCount = result.ExecutionCount;
            run.End(cell);
            observer?.CellFinished(cell, result);
            if (result.Error is null || (cell.Tags.Contains(MayFailTag) && !result.Interrupted))
                continue;
            if (!result.Interrupted)
                failures.Add(new CellFailure(cell, result.Error));
            stopped = result.Interrupted || !continueAfterError;
        }
        run.EndAll();
        return new NotebookRunResult(cellsRun, failures, cancellation.IsCancellationRequested);
    }
}
