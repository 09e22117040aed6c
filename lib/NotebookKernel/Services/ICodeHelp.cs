namespace NotebookKernel;

/// <summary>
/// Helps somebody who writes a cell: with what the cells before it defined, and without running anything.
/// </summary>
public interface ICodeHelp
{
    /// <summary>What could be written at a place.</summary>
    /// <param name="code">The cell as it stands; it need not be finished.</param>
    /// <param name="position">The place, in UTF-16 units from the cell's start.</param>
    /// <param name="cancellation">Gives up.</param>
    CodeCompletions Complete(string code, int position, CancellationToken cancellation = default);

    /// <summary>What the name at a place is: its signature and its documentation.</summary>
    /// <param name="code">The cell as it stands.</param>
    /// <param name="position">The place, in UTF-16 units from the cell's start.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null where there is no name that means anything.</returns>
    CodeDescription? Inspect(string code, int position, CancellationToken cancellation = default);

    /// <summary>Whether code could run, by its syntax alone.</summary>
    /// <param name="code">The cell as it stands.</param>
    CodeCompleteness Check(string code);
}
