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
            #r "Plotly.NET"
            #r "FSharp.Core"
            var xs = new[] { 1.0, 2.0 };
            Plotly.NET.Chart2D_Scatter.Chart.Line<double, double, string>(x: xs, y: xs)
            """, """
            #!fsharp
            #r "Plotly.NET"
            open Plotly.NET
            Chart.Column(values = [3; 4]) |> Chart.withTitle "Two bars"
            """);
        var run = await Typed.CourseAsync(["run", "--course", _course.Root, "--output", _course.Book]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var cells = NotebookDocument.Load(Path.Combine(_course.Book, "notebooks", "00-charts.ipynb")).Cells;
        var line = Assert.IsType<DisplayOutput>(Assert.Single(cells[0].Outputs));
        Assert.Equal("[1,2]", line.Data["application/vnd.plotly.v1+json"]!["data"]![0]!["x"]!.ToJsonString().Replace(".0", ""));
        Assert.Equal("Plotly chart of 1 trace (scatter)", line.Text("text/plain"));
        var bars = Assert.IsType<DisplayOutput>(Assert.Single(cells[1].Outputs));
        Assert.Equal("Two bars: Plotly chart of 1 trace (bar)", bars.Text("text/plain"));
    }
}
