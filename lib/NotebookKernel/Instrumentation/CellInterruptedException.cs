namespace NotebookKernel;

/// <summary>Ends the code of a cell that was interrupted.</summary>
internal sealed class CellInterruptedException() : OperationCanceledException("The cell was interrupted.");
