using System.Text.Json;

namespace Diffusion.Notebooks.Tests;

public sealed class FigureTests
{
    private static readonly double[] X = [0, 0.5, 1];

    private static JsonElement Plotly(Figure figure) => JsonDocument.Parse(figure.Bundle[MimeType.Plotly]).RootElement;

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    [Fact]
    public void Lines_become_a_plotly_trace_with_the_same_numbers()
    {
        var json = Plotly(
            Figure.Lines("Energy", x: "timestep", y: "mean square").Add("linear", X, x => x * x + (1 - x) * (1 - x)));

        var trace = json.GetProperty("data")[0];
        Assert.Equal("scatter", trace.GetProperty("type").GetString());
        Assert.Equal("linear", trace.GetProperty("name").GetString());
        Assert.Equal([0, 0.5, 1], Numbers(trace.GetProperty("x")));
        Assert.Equal([1, 0.5, 1], Numbers(trace.GetProperty("y")));
        Assert.Equal("timestep",
            json.GetProperty("layout").GetProperty("xaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("<b>Energy</b>", json.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
    }

    [Fact]
    public void Numbers_are_rounded_to_five_digits_and_gaps_are_null()
    {
        var text = Figure.Lines("").Add("a", [0, 1, 2], [1 / 3.0, double.NaN, 123456.789]).Bundle[MimeType.Plotly];

        Assert.Contains("\"y\":[0.33333,null,123460]", text);
    }

    [Fact]
    public void Every_figure_has_chart_picture_and_text()
    {
        var figure = Figure.Scatter("Points").Add("data", X, X);

        Assert.Equal([MimeType.Plotly, MimeType.Png, MimeType.Text], figure.Bundle.Keys);
        Assert.Equal("Figure: Points (data)", figure.ToString());
        Assert.Equal(figure.ToString(), figure.Bundle[MimeType.Text]);
        Assert.Equal((1520, 760), Png.Size(figure.ToPng()));
    }

    [Fact]
    public void The_same_figure_is_the_same_bytes()
    {
        static Figure Make() => Figure.Row(Figure.Lines("a").Add("one", X, X).LogY().Vertical(0.5, "half"),
            Figure.Histogram("b", bins: 3).Add("two", X));

        Assert.Equal(Make().Bundle, Make().Bundle);
    }

    [Fact]
    public void A_line_is_drawn_where_its_numbers_say()
    {
        var figure = Figure.Lines("").Line("", X, [1, 1, 1], colour: "#D55E00").XRange(0, 1).YRange(0, 2)
            .Size(400, 300);
        var drawn = ChartPainter.Draw(figure.Spec(), scale: 2);
        var area = drawn.Areas[0];

        Assert.Equal((0xD5, 0x5E, 0x00),
            drawn.Picture[(int)(2 * (area.X + area.Width / 4)), (int)(2 * (area.Y + area.Height / 2))]);
        Assert.Equal((255, 255, 255),
            drawn.Picture[(int)(2 * (area.X + area.Width / 4) + 3), (int)(2 * (area.Y + area.Height * 0.41))]);
    }

    [Fact]
    public void An_axis_can_run_backwards()
    {
        var figure = Figure.Lines("").Line("", [999, 750, 0], [1, 1, 0], colour: "#D55E00").XRange(999, 0).YRange(0, 2)
            .Size(400, 300);
        var drawn = ChartPainter.Draw(figure.Spec(), scale: 2);
        var area = drawn.Areas[0];
        var axis = Plotly(figure).GetProperty("layout").GetProperty("xaxis");

        Assert.Equal((0xD5, 0x5E, 0x00),
            drawn.Picture[(int)(2 * (area.X + area.Width / 8)), (int)(2 * (area.Y + area.Height / 2))]);
        Assert.Equal([999, 0], Numbers(axis.GetProperty("range")));
        Assert.Contains("from 3 to 3", Assert.Throws<ArgumentException>(() => figure.XRange(3, 3)).Message);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => figure.YRange(0, double.NaN)).Message);
    }

    [Fact]
    public void A_histogram_is_a_density()
    {
        var layer = Assert.IsType<BarLayer>(
            Figure.Histogram("", bins: 4, range: (0, 4)).Add("v", [0.5, 0.6, 2.5, 4.0]).Spec().Panels[0].Layers[0]);

        Assert.Equal([0.5, 1.5, 2.5, 3.5], layer.X);
        Assert.Equal([0.5, 0, 0.25, 0.25], layer.Y);
        Assert.Equal(1, layer.Y.Sum() * layer.Width);
    }

    [Fact]
    public void Series_of_bars_stand_side_by_side()
    {
        var bars = Figure.Bars("").Add("a", ["x", "y"], new double[] { 1, 2 })
            .Add("b", ["x", "y"], new double[] { 3, 4 }).Spec().Panels[0].Layers.Cast<BarLayer>().ToList();

        Assert.Equal([-0.2, 0.8], bars[0].X);
        Assert.Equal([0.2, 1.2], bars[1].X);
        Assert.True(bars[0].X[0] + bars[0].Width / 2 <= bars[1].X[0] - bars[1].Width / 2);
    }

    [Fact]
    public void A_name_has_one_colour_and_one_entry_of_the_legend_in_a_row()
    {
        var row = Figure.Row(Figure.Lines("a").Add("p", X, X).Add("q", X, X), Figure.Lines("b").Add("q", X, X));
        var traces = Plotly(row).GetProperty("data").EnumerateArray().ToList();

        Assert.Equal(traces[1].GetProperty("line").GetProperty("color").GetString(),
            traces[2].GetProperty("line").GetProperty("color").GetString());
        Assert.Equal([true, true, false], traces.Select(t => t.GetProperty("showlegend").GetBoolean()));
        Assert.Equal("x2", traces[2].GetProperty("xaxis").GetString());
        Assert.Equal(["p", "q"], row.Spec().Legend().Select(l => l.Name));
    }

    [Fact]
    public void A_heat_map_starts_at_the_bottom_in_both_variants()
    {
        var figure = Figure.HeatMap("", new double[,] { { 0, 0 }, { 0, 1 } });
        var drawn = ChartPainter.Draw(figure.Spec(), scale: 1);
        var area = drawn.Areas[0];
        (byte, byte, byte) At(double right, double up) =>
            drawn.Picture[(int)(area.X + right * area.Width), (int)(area.Bottom - up * area.Height)];

        Assert.Equal((68, 1, 84), At(0.25, 0.25));
        Assert.Equal((253, 231, 36), At(0.75, 0.75));
        Assert.Equal("[[0,0],[0,1]]", Plotly(figure).GetProperty("data")[0].GetProperty("z").GetRawText());
    }

    [Fact]
    public void A_heat_map_s_columns_have_names_in_both_variants()
    {
        var figure = Figure.HeatMap("", new double[,] { { 1, 0 }, { 0, 0 } }, names: ["a", "b"]).YRange(1.5, -0.5);
        var axis = Plotly(figure).GetProperty("layout").GetProperty("xaxis");
        var drawn = ChartPainter.Draw(figure.Spec(), scale: 1);
        var area = drawn.Areas[0];

        Assert.Equal("[0,1]", axis.GetProperty("tickvals").GetRawText());
        Assert.Equal("""["a","b"]""", axis.GetProperty("ticktext").GetRawText());
        // The y axis runs down, so the first row is at the top.
        Assert.Equal((253, 231, 36), drawn.Picture[(int)(area.X + area.Width / 4), (int)(area.Y + area.Height / 4)]);
        Assert.Contains("2 columns and 1 names", Assert.Throws<ArgumentException>(
            () => Figure.HeatMap("Shares", new double[,] { { 1, 0 } }, names: ["a"])).Message);
    }

    [Fact]
    public void Panels_that_end_within_a_pixel_leave_no_line_behind()
    {
        var three = Figure.Grid("", 1, [.. Enumerable.Repeat(Figure.Lines("").Add("p", X, X), 3)]).Size(400, 501);
        var drawn = ChartPainter.Draw(three.Spec(), scale: 2);

        // Left of the numbers nothing is drawn, from top to bottom.
        Assert.All(Enumerable.Range(0, 1002), y => Assert.Equal((255, 255, 255), drawn.Picture[1, y]));
    }

    [Fact]
    public void Wrong_lengths_are_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Figure.Lines("Energy").Add("VP", [1.0, 2.0], [1.0]));

        Assert.Contains("'VP' in 'Energy' has 2 numbers for x and 1 for y", error.Message);
    }

    [Fact]
    public void A_row_takes_no_series() =>
        Assert.Contains("before Figure.Row",
            Assert.Throws<InvalidOperationException>(() => Figure.Row(Figure.Lines("a")).Line("b", X, X)).Message);

    [Fact]
    public void Plotly_runs_in_a_context_of_its_own()
    {
        Assert.Contains(PlotlyHost.Instance.Assemblies,
            a => a.GetName().Name == typeof(Figure).Assembly.GetName().Name);
        Assert.DoesNotContain(System.Runtime.Loader.AssemblyLoadContext.Default.Assemblies,
            a => a.GetName().Name is "Plotly.NET");
    }

    [Fact]
    public void The_script_of_plotly_is_inside_the_library()
    {
        var script = PlotlyScript.Read();

        Assert.Contains("plotly.js v2.28.0", script[..200]);
        Assert.True(script.Length > 3_000_000);
    }

    [Fact]
    public void A_long_curve_is_thinned_but_keeps_its_spikes()
    {
        var x = Enumerable.Range(0, 20_000).Select(i => (double)i).ToArray();
        var trace = Plotly(Figure.Lines("").Add("loss", x, i => i == 12_345 ? 7 : Math.Sin(i))).GetProperty("data")[0];
        var (xs, ys) = (Numbers(trace.GetProperty("x")), Numbers(trace.GetProperty("y")));

        Assert.InRange(xs.Length, 1000, 1700);
        Assert.Equal(7, ys[Array.IndexOf(xs, 12345)]);
        Assert.Equal((0, 19999), (xs[0], xs[^1]));
        Assert.Equal(xs.Order(), xs);
    }

    [Fact]
    public void A_legend_that_is_too_wide_takes_another_line()
    {
        static double Top(int series)
        {
            var figure = Figure.Lines("");
            for (var i = 0; i < series; i++)
                figure.Add($"a rather long name {i}", X, X);
            return new FigureGeometry(figure.Spec()).DataArea(0).Y;
        }

        Assert.Equal(Top(3), Top(1));
        Assert.Equal(Top(3) + FigureGeometry.LegendLine, Top(6));
    }

    [Fact]
    public void A_logarithmic_axis_has_the_same_ticks_in_both_variants()
    {
        Assert.Equal(["0.1", "1", "10"],
            Ticks.Powers(new AxisRange(-1, 1.5)).Where(t => t.Label is "0.1" or "1" or "10").Select(t => t.Label));
        Assert.Equal(["10⁻⁵", "10⁻⁴", "0.001"], Ticks.Powers(new AxisRange(-5, -3)).Select(t => t.Label));
        Assert.Equal(["1", "2", "5", "10"], Ticks.Powers(new AxisRange(0, 1)).Select(t => t.Label));
        // Beside 5000 and 20000 stands 10000, not a power.
        Assert.Equal(["5000", "10000", "20000"], Ticks.Powers(new AxisRange(3.6, 4.4)).Select(t => t.Label));

        var axis = Plotly(Figure.Lines("").Add("a", [1, 1000], [1, 1]).LogX()).GetProperty("layout")
            .GetProperty("xaxis");
        Assert.Equal([1, 10, 100, 1000], Numbers(axis.GetProperty("tickvals")));
        Assert.Equal([0, 3], Numbers(axis.GetProperty("range")));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.5, "−0.5")]
    [InlineData(0.30000000000000004, "0.3")]
    [InlineData(1200, "1200")]
    [InlineData(200000, "2·10⁵")]
    [InlineData(1e-6, "10⁻⁶")]
    public void A_tick_is_short(double value, string label) => Assert.Equal(label, Ticks.Label(value));
}
