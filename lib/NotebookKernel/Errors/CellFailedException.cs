namespace NotebookKernel;

/// <summary>Ends a cell with an error that is in words already.</summary>
internal sealed class CellFailedException(ErrorOutput output) : Exception(output.Message)
{
    public ErrorOutput Output { get; } = output;
}
