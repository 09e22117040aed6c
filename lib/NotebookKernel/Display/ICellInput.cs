namespace NotebookKernel;

/// <summary>Asks the person at the notebook. The cell waits for the answer on its own thread.</summary>
public interface ICellInput
{
    /// <summary>Asks for a line of text.</summary>
    /// <param name="prompt">What to ask; may be empty.</param>
    /// <param name="isSecret">Do not show what is typed.</param>
    /// <param name="cancellation">Cancelled when the cell is interrupted.</param>
    /// <returns>The line.</returns>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    string ReadLine(string prompt, bool isSecret, CancellationToken cancellation);
}
