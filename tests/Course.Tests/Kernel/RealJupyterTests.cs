using System.Text.Json.Nodes;

/// <summary>Debian's own Jupyter tools on the kernel of this build.</summary>
[Trait("Lane", "slow")]
public sealed class RealJupyterTests
{
    [Fact]
    public async Task NbconvertRunsANotebook()
    {
        using var place = await JupyterPlace.CreateAsync("nbconvert", "nbclient");
        using var course = new TemporaryCourse().With(
            "small",
            "var numbers = Enumerable.Range(1, 4).ToList();\nConsole.Write(\"to \");\nConsole.WriteLine(numbers.Count);",
            "numbers.Sum()",
            "var shown = display(\"first\");\nshown.Update(\"second\");",
            "await Task.Delay(10);\nConsole.Error.Write(\"careful\");\n\"done\"");
        var run = await place.PythonAsync(
            "-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=.net-csharp",
            "--ExecutePreprocessor.startup_timeout=600", "--output-dir", place.Notebooks, course.NotebookPath("small"));
        Assert.True(run.ExitCode == 0, run.Error);
        var notebook = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(place.Notebooks, "small.ipynb"), TestContext.Current.CancellationToken))!;
        var cells = notebook["cells"]!.AsArray();
        Assert.Equal([1, 2, 3, 4], cells.Select(cell => (int)cell!["execution_count"]!));
        Assert.Equal("to 4\n", Lines(cells[0]!["outputs"]![0]!["text"]!));
        Assert.Contains("<pre>10</pre>", Lines(cells[1]!["outputs"]![0]!["data"]!["text/html"]!));
        Assert.Equal("second", Lines(Assert.Single(cells[2]!["outputs"]!.AsArray())!["data"]!["text/plain"]!));
        Assert.Equal("careful", Lines(cells[3]!["outputs"]![0]!["text"]!));
        Assert.Equal("done", Lines(cells[3]!["outputs"]![1]!["data"]!["text/plain"]!));
        Assert.Equal("C#", (string?)notebook["metadata"]!["language_info"]!["name"]);
    }

    [Fact]
    public async Task NbconvertSaysWhichCellFailed()
    {
        using var place = await JupyterPlace.CreateAsync("nbconvert", "nbclient");
        using var course = new TemporaryCourse().With(
            "wrong", "var a = 1;", "throw new Exception(\"what went wrong\");", "a");
        var run = await place.PythonAsync(
            "-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=.net-csharp",
            "--ExecutePreprocessor.startup_timeout=600", "--output-dir", place.Notebooks, course.NotebookPath("wrong"));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("what went wrong", run.Error);
    }

    /// <summary>
    /// Interrupts by message and by signal, restarts, a crash, and ends: with jupyter_client as the front end.
    /// </summary>
    [Fact]
    public async Task JupyterClientRulesTheKernel()
    {
        using var place = await JupyterPlace.CreateAsync("jupyter_client");
        var script = Path.Combine(AppContext.BaseDirectory, "Fixtures", "jupyter", "drive.py");
        var run = await place.PythonAsync(script, ".net-csharp");
        Assert.True(run.ExitCode == 0, run.Error);
        var seen = JsonNode.Parse(run.Output.Trim().Split('\n')[^1])!;
        Assert.Equal("KeyboardInterrupt", (string?)seen["by_message"]);
        Assert.Equal("KeyboardInterrupt", (string?)seen["by_signal"]);
        Assert.Equal("5", (string?)seen["kept"]);
        Assert.Equal(["WriteLine"], seen["matches"]!.AsArray().Select(match => (string?)match));
        Assert.True((bool)seen["restarted"]!);
        Assert.Equal("error", (string?)seen["after_restart"]);
        Assert.True((bool)seen["died"]!);
        Assert.Contains("while it ran cell 2 (Environment.FailFast(", (string?)seen["words"]);
        Assert.True((bool)seen["ended"]!);
        Assert.True((bool)seen["orphan_ended"]!);
    }

    /// <summary>
    /// The public suite for kernels: everything but its test of a pager, which this kernel does not have.
    /// </summary>
    [Fact]
    public async Task ThePublicKernelSuitePasses()
    {
        using var place = await JupyterPlace.CreateAsync("jupyter_kernel_test");
        var run = await place.PythonAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", "jupyter", "suite.py"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"Ran 12 tests in [\d.]+s\s+OK \(skipped=1\)", run.Error);
    }

    private static string Lines(JsonNode text) =>
        text is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)text!;
}
