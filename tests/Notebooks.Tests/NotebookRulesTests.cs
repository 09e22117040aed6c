using System.Text.RegularExpressions;
using Course.Book;
using Course.Notebooks;
using NotebookKernel;

/// <summary>The rules that every notebook of the course keeps, checked without running anything.</summary>
public sealed partial class NotebookRulesTests
{
    private const int LongestCell = 20;

    /// <summary>
    /// What fits in a page of the book, in Jupyter and on GitHub: nobody scrolls sideways to read code.
    /// </summary>
    private const int LongestLine = 100;

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void CellsAreShort(string name)
    {
        var tooLong = CourseNotebooks.Load(name).CodeCells()
            .Select(cell => (cell.Id, Lines: cell.Source.TrimEnd().Split('\n').Length))
            .Where(cell => cell.Lines > LongestCell);
        Assert.Empty(tooLong);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void NoLineOfCodeHasToBeScrolled(string name)
    {
        var tooLong = CourseNotebooks.Load(name).CodeCells().SelectMany(cell =>
            cell.Source.Split('\n').Where(line => line.Length > LongestLine).Select(line => $"{cell.Id}: {line}"));
        Assert.Empty(tooLong);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void TheFirstCodeCellLoadsTheLibraryTheSameWay(string name) =>
        Assert.StartsWith("#load \"setup.csx\"\n", CourseNotebooks.Load(name).CodeCells().First().Source);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void IsCommittedExecutedFromTopToBottomWithoutAnError(string name)
    {
        var cells = CourseNotebooks.Load(name).CodeCells()
            .Where(cell => !string.IsNullOrWhiteSpace(cell.Source)).ToList();
        Assert.Equal(Enumerable.Range(1, cells.Count).Cast<int?>(), cells.Select(cell => cell.ExecutionCount));
        Assert.Empty(cells.Where(cell => !cell.Tags.Contains("raises-exception")).SelectMany(cell => cell.Outputs)
            .OfType<ErrorOutput>());
    }

    /// <summary>GitHub and others run no script: what needs one has a picture for them in the same output.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void EveryOutputThatNeedsAScriptHasAPictureAndAllHaveWords(string name)
    {
        foreach (var (cell, output) in Displays(name))
        {
            var needsScript = output.Data.ContainsKey(OutputRenderer.Plotly)
                || Script().IsMatch(output.Text("text/html") ?? "");
            Assert.True(!needsScript || output.Data.ContainsKey("image/png"),
                $"{name}, cell {cell.Id}: a script without a picture");
            Assert.True(!output.Data.ContainsKey("image/png") || output.Text("text/plain") is { Length: > 0 },
                $"{name}, cell {cell.Id}: a picture without words");
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void NoOutputShowsAFolderOfTheComputerThatMadeItOrAWarning(string name)
    {
        foreach (var cell in CourseNotebooks.Load(name).CodeCells())
        {
            foreach (var output in cell.Outputs)
            {
                var text = output switch
                {
                    StreamOutput stream => stream.Text,
                    DisplayOutput display =>
                        display.Text("text/plain") + Base64().Replace(display.Text("text/html") ?? "", ""),
                    _ => "",
                };
                Assert.False(AbsolutePath().IsMatch(text),
                    $"{name}, cell {cell.Id}: {AbsolutePath().Match(text).Value}");
                Assert.False(output is StreamOutput { Name: "stderr" },
                    $"{name}, cell {cell.Id} writes to the error stream: {text}");
            }
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void HasTwoExercisesOrMoreAndASolutionForEach(string name)
    {
        var exercises = CourseNotebooks.Load(name).CodeCells().Where(CourseNotebooks.IsExercise)
            .Select(cell => cell.Id).ToList();
        Assert.True(exercises.Count >= 2,
            $"{name} has {exercises.Count} cell(s) with // TODO: a notebook has two exercises or more.");
        Assert.Equal(exercises,
            ExerciseSolutions.Of(CourseNotebooks.PathOf(name)).ById.Select(solution => solution.Key));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void OpensWithATitleAndEveryFormulaCanBeShown(string name)
    {
        var notebook = CourseNotebooks.Load(name);
        Assert.Equal(CellKind.Markdown, notebook.Cells[0].Kind);
        Assert.StartsWith("# ", notebook.Cells[0].Source);
        var page = NotebookPage.Render(new NotebookFile(name + ".ipynb"), notebook,
            new ChapterState(ChapterStatus.NotRun), ExerciseSolutions.Of(CourseNotebooks.PathOf(name)));
        Assert.Empty(page.Problems);
        // A screen reader names a column by its head.
        Assert.DoesNotContain("<th></th>", page.Html);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void EveryCellHasAnIdOfItsOwn(string name)
    {
        var ids = CourseNotebooks.Load(name).Cells.Select(cell => cell.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", id));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void IsUnderOneAndAHalfMegabytes(string name) =>
        Assert.InRange(new FileInfo(CourseNotebooks.PathOf(name)).Length, 1, 3 * 1024 * 1024 / 2);

    private static IEnumerable<(NotebookCell Cell, DisplayOutput Output)> Displays(string name) =>
        from cell in CourseNotebooks.Load(name).CodeCells()
        from output in cell.Outputs.OfType<DisplayOutput>()
        select (cell, output);

    [GeneratedRegex("<script|<input|<canvas", RegexOptions.IgnoreCase)]
    private static partial Regex Script();

    [GeneratedRegex(@"(?<![\w./:])/(?:home|root|tmp|work|usr|var|opt|Users|mnt|workspaces)/\w|\b[A-Z]:\\\w")]
    private static partial Regex AbsolutePath();

    [GeneratedRegex("data:[^\"')]+")]
    private static partial Regex Base64();
}
