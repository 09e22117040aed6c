namespace NotebookKernel;

/// <summary>
/// Hears how a run of a notebook goes on. Called from the thread that runs it; outputs may come from any thread.
/// </summary>
public interface INotebookObserver
{
    /// <summary>A code cell starts.</summary>
    /// <param name="cell">The cell.</param>
    void CellStarted(NotebookCell cell);

    /// <summary>The cell that runs has shown something; the document gets it when the cell ends.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="output">What it showed; stream text comes in pieces.</param>
    void OutputAdded(NotebookCell cell, CellOutput output);

    /// <summary>A code cell has ended and its outputs are in the document.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="result">How it ended.</param>
    void CellFinished(NotebookCell cell, CellResult result);
}
