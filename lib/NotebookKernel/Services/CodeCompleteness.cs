namespace NotebookKernel;

/// <summary>Whether code could run, by its syntax alone.</summary>
/// <param name="State">The verdict.</param>
/// <param name="Indent">The spaces with which the next line should begin.</param>
public sealed record CodeCompleteness(CodeState State, string Indent);

/// <summary>How far code has come.</summary>
public enum CodeState
{
    /// <summary>It could run.</summary>
    Complete,

    /// <summary>Something is still open: a bracket, a string, a statement.</summary>
    Incomplete,

    /// <summary>No more text could make it right.</summary>
    Invalid,
}
