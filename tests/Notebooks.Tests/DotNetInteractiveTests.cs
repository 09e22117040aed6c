using System.Diagnostics;
using System.Text.Json.Nodes;
using Course.Book;
using Course.Notebooks;
using NotebookKernel;

/// <summary>
/// The notebooks on the real .NET Interactive (<c>.config/dotnet-tools.json</c>), through Jupyter, which shows there
/// what it shows on the course's own kernel, to the byte. Explicit: <c>.ci/run</c> runs the first chapters,
/// <c>.ci/nightly</c> all.
/// </summary>
[Trait("Lane", "slow")]
[Collection(nameof(ExecutedCourse))]
public sealed class DotNetInteractiveTests(ExecutedCourse executed)
{
    /// <summary>Seconds that the kernel may take to answer, on a machine with other work.</summary>
    private const string Patience = "600";

    internal const string NbClient = """
        import sys, nbformat
        from nbclient import NotebookClient
        source, target, folder, patience = sys.argv[1:]
        notebook = nbformat.read(source, as_version=4)
        client = NotebookClient(notebook, kernel_name="dotnet-interactive", startup_timeout=int(patience),
                                resources={"metadata": {"path": folder}})
        try:
            client.execute()
        finally:
            nbformat.write(notebook, target)
        """;

    /// <summary>The chapters that are executed everywhere.</summary>
    public static TheoryData<string> FirstChapters { get; } = [.. ExecutedCourse.Names.Take(3)];

    /// <summary>The others, where a book of the whole course was made.</summary>
    public static TheoryData<string> OtherChapters { get; } = [.. ExecutedCourse.Names.Skip(3)];

    /// <summary>Every cell, and after the last one the solutions of the exercises, in the same session.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(FirstChapters))]
    public Task AFirstChapterShowsTheSame(string name) => ShowsTheSameAsync(name);

    /// <inheritdoc cref="AFirstChapterShowsTheSame"/>
    [Theory(Explicit = true, SkipTestWithoutData = true)]
    [MemberData(nameof(OtherChapters))]
    public Task AnotherChapterShowsTheSame(string name) => ShowsTheSameAsync(name);

    /// <summary>The same as VS Code asks for it, on the first chapters, which are executed everywhere.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(FirstChapters))]
    public Task AnEditorIsShownTheSame(string name) => EditorIsShownTheSameAsync(name);

    /// <inheritdoc cref="AnEditorIsShownTheSame"/>
    [Theory(Explicit = true, SkipTestWithoutData = true)]
    [MemberData(nameof(OtherChapters))]
    public Task AnEditorIsShownAnotherChapterTheSame(string name) => EditorIsShownTheSameAsync(name);

    private async Task EditorIsShownTheSameAsync(string name)
    {
        var clock = Stopwatch.StartNew();
        var path = Path.GetFullPath(CourseNotebooks.PathOf(name));
        using var kernel = await StdioKernel.StartAsync(Path.GetDirectoryName(path)!);
        var differing = new List<string>();
        List<NotebookCell> ran = [];
        foreach (var cell in Cells(executed.ExecutedPath(name)).Concat(Cells(executed.SolutionsPath(name))))
        {
            var there = DotNetInteractive.Plain(await kernel.RunAsync(cell.Source));
            differing.AddRange(OutputComparison.Differences(cell.Outputs, there, Closeness.Bytes)
                .Select(difference => $"cell {cell.Id}: {difference}"));
            cell.Outputs = there;
            ran.Add(cell);
        }
        KernelRun.Of(name, KernelsPage.RealInEditor, ran, clock.Elapsed.TotalSeconds).AddTo(executed.Book);
        Assert.True(differing.Count == 0, string.Join('\n', differing));
    }

    private async Task ShowsTheSameAsync(string name)
    {
        using var place = await JupyterPlace.CreateAsync("nbclient", "nbformat");
        place.AddKernel("dotnet-interactive", DotNetInteractive.Jupyter);
        var path = Path.GetFullPath(CourseNotebooks.PathOf(name));
        var (source, target) = (Path.Combine(place.Notebooks, "given.ipynb"),
            Path.Combine(place.Notebooks, "done.ipynb"));
        File.WriteAllText(source, WithSolutions(path));

        var clock = Stopwatch.StartNew();
        var run = await place.PythonAsync("-c", NbClient, source, target, Path.GetDirectoryName(path)!, Patience);
        var seconds = clock.Elapsed.TotalSeconds;

        Assert.True(run.ExitCode == 0, run.Error);
        var ours = Cells(executed.ExecutedPath(name)).Concat(Cells(executed.SolutionsPath(name))).ToList();
        var theirs = Cells(target).ToList();
        Assert.Equal(ours.Count, theirs.Count);
        KernelRun.Of(name, KernelsPage.RealInJupyter, theirs, seconds).AddTo(executed.Book);
        var differing = ours.Zip(theirs)
            .SelectMany(pair => OutputComparison.Differences(pair.First, pair.Second, Closeness.Bytes)).ToList();
        Assert.True(differing.Count == 0, string.Join('\n', differing));
    }

    /// <summary>The notebook as a learner has it, and its exercises a second time, solved.</summary>
    private static string WithSolutions(string path)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(path))!;
        foreach (var (id, code) in ExerciseSolutions.Of(path).ById)
        {
            notebook["cells"]!.AsArray().Add(new JsonObject
            {
                ["cell_type"] = "code", ["id"] = "solved-" + id, ["metadata"] = new JsonObject(),
                ["execution_count"] = null, ["source"] = code, ["outputs"] = new JsonArray(),
            });
        }
        return notebook.ToJsonString();
    }

    private static IEnumerable<NotebookCell> Cells(string path)
    {
        foreach (var cell in NotebookDocument.Load(path).CodeCells())
        {
            cell.Outputs = DotNetInteractive.Plain(cell.Outputs);
            yield return cell;
        }
    }
}
