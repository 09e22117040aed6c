using System.Text.Json;
using Files;
using NotebookKernel;

namespace Course.Book;

/// <summary>How a notebook ran on some kernel, asked in some way: a number of the book's page about kernels.</summary>
/// <param name="Notebook">Its name.</param>
/// <param name="Way">One of <see cref="KernelsPage.Ways"/>.</param>
/// <param name="Cells">How many of its cells ran.</param>
/// <param name="Errors">How many of them failed that were not meant to.</param>
/// <param name="Seconds">From the kernel's start to the last answer.</param>
public sealed record KernelRun(string Notebook, string Way, int Cells, int Errors, double Seconds)
{
    private const string Name = "kernels.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Counts what ran.</summary>
    public static KernelRun Of(
        string notebook, string way, IReadOnlyCollection<NotebookCell> cells, double seconds) => new(
        notebook, way, cells.Count,
        cells.Count(cell => !cell.Tags.Contains(NotebookRunner.MayFailTag) && cell.Outputs.OfType<ErrorOutput>().Any()),
        seconds);

    /// <summary>All runs that a book knows, or those that come with a course.</summary>
    /// <param name="book">The book's folder, or that of the notebooks.</param>
    public static IReadOnlyList<KernelRun> Read(string book) => File.Exists(Path.Combine(book, Name))
        ? JsonSerializer.Deserialize<KernelRun[]>(File.ReadAllText(Path.Combine(book, Name))) ?? []
        : [];

    /// <summary>Adds this run to a book, in the place of an earlier one of the same notebook and way.</summary>
    /// <param name="book">The book's folder.</param>
    public void AddTo(string book)
    {
        KernelRun[] all = [.. Read(book).Where(run => (run.Notebook, run.Way) != (Notebook, Way)), this];
        WholeFile.Write(Path.Combine(book, Name),
            JsonSerializer.Serialize(all.OrderBy(run => run.Notebook, StringComparer.Ordinal), Json) + "\n");
    }
}
