namespace NotebookKernel;

/// <summary>How one cell is to be run.</summary>
public sealed record CellRunOptions
{
    /// <summary>
    /// The language in which the cell begins, as Polyglot Notebooks names it; lines such as <c>#!fsharp</c> change it.
    /// </summary>
    public string Language { get; init; } = "csharp";

    /// <summary>
    /// Asks the person; null where nobody is there, and <c>Console.ReadLine</c> finds the end of input.
    /// </summary>
    public ICellInput? Input { get; init; }

    /// <summary>
    /// Whether the run takes the next number of the session. A front end's own small questions do not.
    /// </summary>
    public bool IsCounted { get; init; } = true;
}
