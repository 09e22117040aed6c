using System.Diagnostics;
using Course.Book;
using NotebookKernel;

/// <summary>
/// The notebooks as they are committed, run by Debian's Jupyter on the kernel of this build. Explicit:
/// <c>.ci/nightly</c> runs it; Course.Tests does the same with small notebooks.
/// </summary>
[Trait("Lane", "slow")]
[Collection(nameof(ExecutedCourse))]
public sealed class JupyterRunsTheCourseTests(ExecutedCourse executed)
{
    /// <summary>Seconds that a kernel may take to answer, on a machine with other work.</summary>
    private const string Patience = "600";

    /// <summary>nbclient, as a program uses it: the notebook, and where its executed copy goes.</summary>
    private const string NbClient = """
        import os, sys, nbformat
        from nbclient import NotebookClient
        source, target, patience = sys.argv[1:]
        notebook = nbformat.read(source, as_version=4)
        NotebookClient(notebook, kernel_name=".net-csharp", startup_timeout=int(patience),
                       resources={"metadata": {"path": os.path.dirname(source)}}).execute()
        nbformat.write(notebook, target)
        """;

    /// <summary>Every second chapter is for nbconvert, the others are for nbclient.</summary>
    public static TheoryData<string, string> Runs { get; } =
        [.. ExecutedCourse.Names.Select((name, index) => (name.Data, index % 2 == 0 ? "nbconvert" : "nbclient"))];

    /// <summary>
    /// What comes out is what <c>course run</c> shows on this machine, exercises that nobody solved included.
    /// </summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Runs))]
    public async Task ANotebookShowsTheSameInJupyter(string name, string tool)
    {
        using var place = await JupyterPlace.CreateAsync("nbclient", "nbconvert", "nbformat");
        var source = Path.GetFullPath(CourseNotebooks.PathOf(name));
        var target = Path.Combine(place.Notebooks, name + ".ipynb");
        var clock = Stopwatch.StartNew();
        var run = tool == "nbconvert"
            ? await place.PythonAsync(
                "-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=.net-csharp",
                "--ExecutePreprocessor.startup_timeout=" + Patience, "--output-dir", place.Notebooks, source)
            : await place.PythonAsync("-c", NbClient, source, target, Patience);
        var seconds = clock.Elapsed.TotalSeconds;
        Assert.True(run.ExitCode == 0, run.Error);

        var ours = NotebookDocument.Load(executed.ExecutedPath(name));
        var there = NotebookDocument.Load(target);
        KernelRun.Of(name, KernelsPage.OwnInJupyter, [.. there.CodeCells()], seconds).AddTo(executed.Book);
        Assert.Equal(Enumerable.Range(1, there.CodeCells().Count()),
            there.CodeCells().Select(cell => cell.ExecutionCount ?? 0));
        foreach (var cell in ours.CodeCells().Concat(there.CodeCells()))
            cell.Outputs = OutputComparison.Joined(cell.Outputs);
        var differing = OutputComparison.Differences(ours, there, _ => Closeness.Bytes);
        Assert.True(differing.Count == 0, string.Join('\n', differing));
    }
}
