namespace NotebookKernel;

/// <summary>How a run of a notebook ended.</summary>
/// <param name="CellsRun">The number of code cells that were started.</param>
/// <param name="Failures">The cells that failed, from first to last.</param>
/// <param name="Interrupted">The run was cancelled.</param>
public sealed record NotebookRunResult(int CellsRun, IReadOnlyList<CellFailure> Failures, bool Interrupted)
{
    /// <summary>All code cells ran to their end, or failed as their tag allows.</summary>
    public bool Succeeded => Failures.Count == 0 && !Interrupted;
}

/// <summary>A cell that failed.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Error">Its error.</param>
public sealed record CellFailure(NotebookCell Cell, ErrorOutput Error);
