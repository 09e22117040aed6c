namespace Course.Book;

/// <summary>A page of the book: every notebook by kernel by way, with its cells, errors and seconds.</summary>
public static class KernelsPage
{
    /// <summary>The program's own run, which every book has.</summary>
    public const string Own = "course run";

    /// <summary>The course's kernel, asked by Jupyter's own programs.</summary>
    public const string OwnInJupyter = "the course's kernel in Jupyter";

    /// <summary>.NET Interactive, asked by Jupyter's own programs.</summary>
    public const string RealInJupyter = ".NET Interactive in Jupyter";

    /// <summary>.NET Interactive, asked as VS Code does.</summary>
    public const string RealInEditor = ".NET Interactive as VS Code asks it";

    /// <summary>The name of the page's file.</summary>
    public const string FileName = "kernels.html";

    /// <summary>The columns.</summary>
    public static IReadOnlyList<string> Ways { get; } = [Own, OwnInJupyter, RealInJupyter, RealInEditor];

    /// <summary>The page; a notebook that did not run in a way has a dash there.</summary>
    /// <param name="notebooks">The rows: a notebook's name and its title.</param>
    /// <param name="runs">What ran; of two for one notebook and way the first counts.</param>
    public static string Render(IReadOnlyList<(string Name, string Title)> notebooks, IReadOnlyList<KernelRun> runs)
    {
        const string Title = "Where the notebooks run";
        var head = string.Concat(Ways.Select(way => $"<th scope=\"col\">{PageLayout.Text(way)}</th>"));
        var rows = string.Concat(notebooks.Select(notebook =>
        {
            var cells = Ways.Select(
                way => $"<td>{Said(runs.FirstOrDefault(run => run.Notebook == notebook.Name && run.Way == way))}</td>");
            return $"<tr><th scope=\"row\"><a href=\"{PageLayout.Address(notebook.Name + ".html")}\">"
                + $"{PageLayout.Text(notebook.Title)}</a></th>"
                + $"{string.Concat(cells)}</tr>\n";
        }));
        return PageLayout.Page(Title, $"""
            <header class="bar"><nav aria-label="Course"><a href="index.html">{PageLayout.CourseTitle}</a>
            <span aria-hidden="true">/</span> <span>{Title}</span></nav>
            {PageLayout.Tools}</header>
            <main id="main" class="index prose">
            <h1>{Title}</h1>
            <p>Each notebook from its first cell to its last, on .NET Interactive with the solutions of its exercises; a dash: not run
            that way. What .NET Interactive showed was compared with the course's own outputs, to the byte. Where this book or its
            tests ran a notebook, it is their number; the others come with the course. The seconds are those of the computer that
            did it, with what else it did.</p>
            <table>
            <thead><tr><th scope="col">Notebook</th>{head}</tr></thead>
            <tbody>
            {rows}</tbody>
            </table>
            <p><a href="index.html">All chapters</a></p>
            </main>
            """);
    }

    private static string Said(KernelRun? run) => run is null
        ? "–"
        : PageLayout.Text(
            $"{run.Cells} cells, {run.Errors} error{(run.Errors == 1 ? "" : "s")}, {TimeText.Said(run.Seconds)}");
}
