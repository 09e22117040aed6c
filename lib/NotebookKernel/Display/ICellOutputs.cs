namespace NotebookKernel;

/// <summary>
/// Where a cell's outputs go as they come: a document, a front end. Background work of a cell may write from any
/// thread, also after the cell has ended, so an implementation has to be thread-safe.
/// </summary>
public interface ICellOutputs
{
    /// <summary>Takes the next output. Stream text comes in pieces of any size.</summary>
    /// <param name="output">The output.</param>
    void Add(CellOutput output);

    /// <summary>Takes the new content of a display that was added before, perhaps by an earlier cell.</summary>
    /// <param name="output">
    /// The new content; its <see cref="DisplayOutput.DisplayId"/> says which display it replaces.
    /// </param>
    void Update(DisplayOutput output);

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">Only when the next output comes.</param>
    void Clear(bool wait);
}
