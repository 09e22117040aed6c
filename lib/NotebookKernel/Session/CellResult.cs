namespace NotebookKernel;

/// <summary>How a run of a cell ended.</summary>
/// <param name="ExecutionCount">The number of the run in its session, from 1.</param>
/// <param name="Error">The error that ended the cell (it was also sent to the outputs), or null.</param>
public sealed record CellResult(int ExecutionCount, ErrorOutput? Error)
{
    /// <summary>The cell ran to its end.</summary>
    public bool Succeeded => Error is null;

    /// <summary>The run was cancelled rather than wrong.</summary>
    public bool Interrupted => Error?.Name == CellError.InterruptName;
}
