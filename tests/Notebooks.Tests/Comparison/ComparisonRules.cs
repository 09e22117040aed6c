using NotebookKernel;

/// <summary>How closely each cell of the course is compared with the committed one: numbers, but for what is listed here.</summary>
public static class ComparisonRules
{
    /// <summary>A cell that finds data prints what it found; it has this id.</summary>
    public const string DataCell = "data";

    /// <summary>
    /// The exceptions: a cell, and why another machine shows other numbers there. Structure and claims are compared.
    /// Cells downstream of live training are not listed: they have the tag <see cref="TrainedCells.Tag"/>.
    /// </summary>
    public static IReadOnlyDictionary<(string Notebook, string Cell), string> Exceptions { get; } = new Dictionary<(string, string), string>
    {
        [("03-training-loop", "targets")] = RoundingError,
    };

    private const string RoundingError = "prints how large the rounding error is, and each machine rounds in its own way";

    /// <summary>How closely the cells of a notebook are compared.</summary>
    /// <param name="name">The notebook's name.</param>
    /// <param name="committed">The notebook as it is committed.</param>
    /// <param name="here">The notebook as it ran here.</param>
    public static Func<NotebookCell, Closeness> For(string name, NotebookDocument committed, NotebookDocument here)
    {
        var sameData = DataOf(committed) == DataOf(here);
        return cell => !sameData ? Closeness.Kinds
            : cell.Tags.Contains(TrainedCells.Tag) || Exceptions.ContainsKey((name, cell.Id)) ? Closeness.Claims
            : Closeness.Numbers;
    }

    private static string DataOf(NotebookDocument notebook) =>
        string.Concat(notebook.Cells.Where(cell => cell.Id == DataCell).SelectMany(cell => cell.Outputs).OfType<StreamOutput>().Select(output => output.Text));
}
