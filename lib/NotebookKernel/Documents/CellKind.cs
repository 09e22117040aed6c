namespace NotebookKernel;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Code that runs.</summary>
    Code,

    /// <summary>Prose in Markdown.</summary>
    Markdown,

    /// <summary>Text that is passed through as it is.</summary>
    Raw,
}
