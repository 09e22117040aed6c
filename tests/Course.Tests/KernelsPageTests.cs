using Course.Book;
using NotebookKernel;

/// <summary>The page that says where each notebook ran.</summary>
public sealed class KernelsPageTests
{
    [Fact]
    public void ARunIsCountedKeptAndReplacedByALaterOne()
    {
        var folder = Directory.CreateTempSubdirectory("kernels-").FullName;
        try
        {
            Cells(failing: true).AddTo(folder);
            (Cells(failing: true) with { Notebook = "01-b" }).AddTo(folder);
            Cells(failing: false).AddTo(folder);

            var runs = KernelRun.Read(folder);

            Assert.Equal([("00-a", 2, 0), ("01-b", 2, 1)], runs.Select(run => (run.Notebook, run.Cells, run.Errors)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void EachNotebookHasARowAndEachWayAColumn()
    {
        var page = KernelsPage.Render([("00-a", "00 A & B"), ("01-b", "01 C")],
        [
            new("00-a", KernelsPage.Own, 12, 0, 5), new("00-a", KernelsPage.RealInEditor, 12, 1, 61),
            new("00-a", KernelsPage.Own, 11, 2, 7),
        ]);

        Assert.Contains("<a href=\"00-a.html\">00 A &amp; B</a></th><td>12 cells, 0 errors, 5.0 s</td><td>–</td>"
            + "<td>–</td><td>12 cells, 1 error, 1 min 1 s</td>", page);
        Assert.Contains("01 C</a></th><td>–</td><td>–</td><td>–</td><td>–</td>", page);
        Assert.All(KernelsPage.Ways,
            way => Assert.Contains($"<th scope=\"col\">{way.Replace("'", "&#39;")}</th>", page));
    }

    private static KernelRun Cells(bool failing)
    {
        var notebook = NotebookDocument.Parse($$"""
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
              {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": 1, "source": "1", "outputs": [{{(failing ? Error : "")}}]},
              {"cell_type": "code", "id": "b", "metadata": {"tags": ["raises-exception"]}, "execution_count": 2, "source": "2", "outputs": [{{Error}}]}]}
            """);
        return KernelRun.Of("00-a", KernelsPage.RealInJupyter, [.. notebook.Cells], 3);
    }

    private const string Error = """{"output_type": "error", "ename": "Error", "evalue": "no", "traceback": []}""";
}
