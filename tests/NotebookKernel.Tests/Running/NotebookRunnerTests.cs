using System.Text.Json.Nodes;

namespace NotebookKernel.Tests;

[Collection(SessionCollection.Name)]
public sealed class NotebookRunnerTests
{
    [Fact]
    public async Task OutputsComeIntoTheDocument()
    {
        var document = Notebook(
            "Console.Write(\"a\");\nConsole.WriteLine(\"b\");\n40 + 2", "display(\"shown\");", "// nothing");
        var result = await RunAsync(document);
        Assert.True(result.Succeeded);
        Assert.Equal(3, result.CellsRun);
        Assert.Equal([1, 2, 3], document.Cells.Select(cell => cell.ExecutionCount));
        Assert.Equal(new StreamOutput("stdout", "ab\n"), document.Cells[0].Outputs[0]);
        var value = Assert.IsType<DisplayOutput>(document.Cells[0].Outputs[1]);
        Assert.Equal((true, 1), (value.IsResult, value.ExecutionCount));
        Assert.Equal("shown", ((DisplayOutput)Assert.Single(document.Cells[1].Outputs)).Text("text/plain"));
        Assert.Empty(document.Cells[2].Outputs);
    }

    [Theory]
    [InlineData("jupyter.ipynb")]
    [InlineData("polyglot.ipynb")]
    public async Task ASecondRunChangesNoByte(string name)
    {
        var document = NotebookDocument.Load(Fixture.PathOf(name));
        var result = await RunAsync(document);
        Assert.True(result.Succeeded);
        var first = document.ToJson();
        var second = NotebookDocument.Parse(first);
        await RunAsync(second);
        Assert.Equal(first, second.ToJson());
        Assert.NotEqual(Fixture.Text(name), first);
    }

    [Fact]
    public async Task OutputsThatComeAgainKeepTheTextThatAnotherProgramGaveThem()
    {
        const string written =
            """
            {"cells":[{"source":"Console.WriteLine(\"hi\");","cell_type":"code","execution_count":1,"metadata":{},
            """
            + """
            "outputs":[{"output_type":"stream","name":"stdout","text":"hi\u000a"}]}],"metadata":{},"nbformat":4,"nbformat_minor":4}
            """;
        var document = NotebookDocument.Parse(written);
        await RunAsync(document);
        Assert.Equal(written, document.ToJson());
    }

    [Fact]
    public async Task OldOutputsAreGoneBeforeTheFirstCellRuns()
    {
        var document = Notebook("1", "2");
        document.Cells[1].Outputs = [new StreamOutput("stdout", "old")];
        var outputs = -1;
        await RunAsync(document,
            new Observer { OnStart = cell => outputs = cell.Index == 0 ? document.Cells[1].Outputs.Count : outputs });
        Assert.Equal(0, outputs);
    }

    [Fact]
    public async Task OnlyOutputsCountsAndMissingIdsChange()
    {
        var document = NotebookDocument.Load(Fixture.PathOf("jupyter.ipynb"));
        await RunAsync(document);
        var before = JsonNode.Parse(Fixture.Text("jupyter.ipynb"))!;
        var after = JsonNode.Parse(document.ToJson())!;
        foreach (var notebook in new[] { before, after })
        {
            foreach (var cell in notebook["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code"))
            {
                cell!["outputs"] = null;
                cell["execution_count"] = null;
            }
        }
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public async Task AnUpdateReplacesTheStoredOutputOfAnEarlierCell()
    {
        var document = Notebook("var d = display(\"old\"); display(\"stays\");", "d.Update(\"new\");");
        await RunAsync(document);
        Assert.Equal(["new", "stays"],
            document.Cells[0].Outputs.Select(output => ((DisplayOutput)output).Text("text/plain")));
        Assert.Empty(document.Cells[1].Outputs);
        Assert.DoesNotContain("display-1", document.ToJson());
        Assert.DoesNotContain("transient", document.ToJson());
    }

    [Fact]
    public async Task TheRunStopsAtTheFirstErrorAndLeavesNoOldOutputsBehind()
    {
        var document = Notebook("1", "throw new InvalidOperationException(\"boo\");", "3");
        document.Cells[2].Outputs = [new StreamOutput("stdout", "old")];
        document.Cells[2].ExecutionCount = 9;
        var result = await RunAsync(document);
        Assert.False(result.Succeeded);
        var failure = Assert.Single(result.Failures);
        Assert.Same(document.Cells[1], failure.Cell);
        Assert.Equal("boo", failure.Error.Message);
        Assert.Equal("boo", Assert.IsType<ErrorOutput>(Assert.Single(document.Cells[1].Outputs)).Message);
        Assert.Empty(document.Cells[2].Outputs);
        Assert.Null(document.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task TheRunGoesOnWhereItIsToldTo()
    {
        var document = Notebook("foo", "bar", "3");
        var result = await RunAsync(document, continueAfterError: true);
        Assert.Equal([0, 1], result.Failures.Select(failure => failure.Cell.Index));
        Assert.Equal(3, document.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task ACellThatMayFailIsNoFailure()
    {
        var document = Notebook("throw new Exception(\"meant\");", "2");
        document.Cells[0].Metadata["tags"] = new JsonArray("raises-exception");
        var result = await RunAsync(document);
        Assert.True(result.Succeeded);
        Assert.IsType<ErrorOutput>(document.Cells[0].Outputs[0]);
        Assert.Equal(2, document.Cells[1].ExecutionCount);
    }

    [Fact]
    public async Task AnInterruptEndsTheRunAndIsNoFailure()
    {
        var document = Notebook("await Task.Delay(-1);", "2");
        using var interrupt = new CancellationTokenSource();
        var observer = new Observer { OnStart = _ => interrupt.CancelAfter(50) };
        var result = await RunAsync(document, observer, interrupt);
        Assert.True(result.Interrupted);
        Assert.Empty(result.Failures);
        Assert.Equal(1, result.CellsRun);
        Assert.Null(document.Cells[1].ExecutionCount);
    }

    [Fact]
    public async Task TheObserverHearsEverythingInOrder()
    {
        var document = Notebook("Console.Write(\"a\"); display(\"b\");", "", "throw new Exception(\"c\");");
        var observer = new Observer();
        await RunAsync(document, observer);
        Assert.Equal(["start 0", "StreamOutput", "DisplayOutput", "end 0 ok", "start 2", "ErrorOutput", "end 2 failed"],
            observer.Heard);
    }

    [Fact]
    public async Task WhatACellPrintsAfterItsEndComesIntoTheDocumentWhenALaterOneEnds()
    {
        var document = Notebook(
            "var gate = new TaskCompletionSource(); var late = Task.Run(async () => { await gate.Task; Console.Write(\"late\"); });",
            "gate.SetResult(); await late;");
        string? seen = null;
        await RunAsync(document, new Observer
        {
            OnEnd = cell =>
                seen = cell.Index == 1 ? ((StreamOutput)Assert.Single(document.Cells[0].Outputs)).Text : null,
        });
        Assert.Equal("late", seen);
    }

    [Fact]
    public async Task ACellInAnotherLanguageIsNamed()
    {
        var document = NotebookDocument.Parse(
            """
            {"cells":[{"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":"print(1)"}],
             "metadata":{"language_info":{"name":"python"}},"nbformat":4,"nbformat_minor":4}
            """);
        var result = await RunAsync(document);
        Assert.Contains("knows no #!python", Assert.Single(result.Failures).Error.Message);
    }

    private static NotebookDocument Notebook(params string[] sources)
    {
        var cells = sources.Select(source => new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject(),
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        });
        var root = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return NotebookDocument.Parse(root.ToJsonString());
    }

    private static async Task<NotebookRunResult> RunAsync(
        NotebookDocument document,
        INotebookObserver? observer = null,
        CancellationTokenSource? interrupt = null,
        bool continueAfterError = false)
    {
        await using var session = new TestSession();
        var cancellation = interrupt?.Token ?? TestContext.Current.CancellationToken;
        return await NotebookRunner.RunAsync(document, session.Session, observer, cancellation, continueAfterError);
    }

    private sealed class Observer : INotebookObserver
    {
        public Action<NotebookCell>? OnStart { get; init; }

        public Action<NotebookCell>? OnEnd { get; init; }

        public List<string> Heard { get; } = [];

        public void CellStarted(NotebookCell cell)
        {
            Heard.Add($"start {cell.Index}");
            OnStart?.Invoke(cell);
        }

        public void OutputAdded(NotebookCell cell, CellOutput output) => Heard.Add(output.GetType().Name);

        public void CellFinished(NotebookCell cell, CellResult result)
        {
            Heard.Add($"end {cell.Index} {(result.Succeeded ? "ok" : "failed")}");
            OnEnd?.Invoke(cell);
        }
    }
}
