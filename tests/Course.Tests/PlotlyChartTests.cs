using NotebookKernel;

/// <summary>Charts that a learner makes with Plotly.NET itself, which lies beside the course's program.</summary>
[Trait("Lane", "slow")]
public sealed class PlotlyChartTests : IDisposable
{
    private readonly TemporaryCourse _course = new();

    public void Dispose() => _course.Dispose();

    [Fact]
    public async Task AreShownOfflineAsPlotlysJson()
    {
        _course.With("00-charts", """
            #!fsharp
            #r "Plotly.NET"
            open Plotly.NET
            let bars = Chart.Column(values = [3; 4]) |> Chart.withTitle "Two bars"
            Chart.Line(x = [1.0; 2.0], y = [3.0; 5.0])
            """, """
            #!share --from fsharp bars
            bars
            """);
        var run = await Typed.CourseAsync(["run", "--course", _course.Root, "--output", _course.Book]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var cells = NotebookDocument.Load(Path.Combine(_course.Book, "notebooks", "00-charts.ipynb")).Cells;
        var line = Assert.IsType<DisplayOutput>(Assert.Single(cells[0].Outputs));
        Assert.Equal("[3,5]",
            line.Data["application/vnd.plotly.v1+json"]!["data"]![0]!["y"]!.ToJsonString().Replace(".0", ""));
        Assert.Equal("Plotly chart of 1 trace (scatter)", line.Text("text/plain"));
        var bars = Assert.IsType<DisplayOutput>(Assert.Single(cells[1].Outputs));
        Assert.Equal("Two bars: Plotly chart of 1 trace (bar)", bars.Text("text/plain"));
    }
}
