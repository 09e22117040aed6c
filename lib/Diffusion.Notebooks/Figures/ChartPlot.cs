using ScottPlot;
using ScottPlot.TickGenerators;

namespace Diffusion.Notebooks;

/// <summary>Builds the ScottPlot plot of one panel. Logarithmic axes are drawn by plotting exponents.</summary>
internal static class ChartPlot
{
    /// <summary>The plot of a panel, to be disposed by the caller.</summary>
    public static Plot Of(PanelSpec panel, PanelLimits limits, Box area)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Legend.IsVisible = false;
        foreach (var layer in panel.Layers)
            Add(plot, panel, layer);
        plot.Axes.SetLimits(limits.X.From, limits.X.To, limits.Y.From, limits.Y.To);
        Style(plot, panel, limits, area);
        return plot;
    }

    /// <summary>The colours of a heat map.</summary>
    public static IColormap ColourMap(HeatLayer heat) => heat.Diverging
        ? new ScottPlot.Colormaps.CustomInterpolated(
            [.. ColourScale.DivergingStops.Select(s => Color.FromHex(s.Colour))])
        : new ScottPlot.Colormaps.Viridis();

    private static void Add(Plot plot, PanelSpec panel, Layer layer)
    {
        double[] X(double[] values) => InUnits(values, panel.XLog);
        double[] Y(double[] values) => InUnits(values, panel.YLog);
        var colour = layer.Colour is null ? Colors.Black : Color.FromHex(layer.Colour);
        switch (layer)
        {
            case LineLayer line:
                foreach (var (xs, ys) in Unbroken(X(line.X), Y(line.Y)))
                {
                    var curve = plot.Add.ScatterLine(xs, ys, colour);
                    curve.LineWidth = (float)line.Width;
                    curve.LinePattern = line.Dashed ? LinePattern.Dashed : LinePattern.Solid;
                }
                break;
            case PointLayer dots:
                plot.Add.Markers(
                    X(dots.X), Y(dots.Y), MarkerShape.FilledCircle, (float)dots.Size, colour.WithAlpha(dots.Opacity));
                break;
            case BandLayer band:
                var fill = plot.Add.FillY(X(band.X), Y(band.Low), Y(band.High));
                (fill.FillColor, fill.LineWidth, fill.MarkerSize) = (colour.WithAlpha(0.2), 0, 0);
                break;
            case BarLayer { Beside: false } bars:
                // One outline instead of many bars: no seams between neighbours.
                var outline = plot.Add.Polygon([.. Outline(X(bars.X), bars)]);
                (outline.FillColor, outline.LineWidth) = (colour.WithAlpha(bars.Opacity), 0);
                break;
            case BarLayer bars:
                plot.Add.Bars(bars.X.Zip(Y(bars.Y), (x, y) => new Bar
                {
                    Position = x,
                    Value = y,
                    ValueBase = panel.YLog ? -300 : 0,
                    Size = bars.Width,
                    FillColor = colour.WithAlpha(bars.Opacity),
                    LineWidth = 0,
                }).ToArray());
                break;
            case HeatLayer heat:
                AddHeat(plot, heat, panel);
                break;
        }
    }

    private static void AddHeat(Plot plot, HeatLayer heat, PanelSpec panel)
    {
        var (rows, columns) = (heat.Y.Length, heat.X.Length);
        var cells = new double[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                cells[rows - 1 - row, column] = heat.Z[row][column];
        var map = plot.Add.Heatmap(cells);
        map.Colormap = ColourMap(heat);
        var (low, high) = heat.ValueRange();
        map.ManualRange = new ScottPlot.Range(low, high);
        var (x, y) = (PanelLimits.CellEdges(heat.X), PanelLimits.CellEdges(heat.Y));
        map.Rectangle = new CoordinateRect(x[0], x[1], y[0], y[1]);
        // ScottPlot turns everything with a reversed axis, but not a heat map.
        (map.FlipHorizontally, map.FlipVertically) = (Reversed(panel.XRange), Reversed(panel.YRange));
        static bool Reversed(AxisRange? axis) => axis is { } ends && ends.From > ends.To;
    }

    private static IEnumerable<Coordinates> Outline(double[] x, BarLayer bars)
    {
        yield return new Coordinates(x[0] - bars.Width / 2, 0);
        for (var i = 0; i < x.Length; i++)
        {
            yield return new Coordinates(x[i] - bars.Width / 2, bars.Y[i]);
            yield return new Coordinates(x[i] + bars.Width / 2, bars.Y[i]);
        }
        yield return new Coordinates(x[^1] + bars.Width / 2, 0);
    }

    private static double[] InUnits(double[] values, bool log) =>
        log ? Array.ConvertAll(values, v => v > 0 ? Math.Log10(v) : double.NaN) : values;

    /// <summary>The stretches of a curve between its gaps.</summary>
    private static IEnumerable<(double[] X, double[] Y)> Unbroken(double[] x, double[] y)
    {
        var start = 0;
        for (var i = 0; i <= x.Length; i++)
        {
            if (i < x.Length && double.IsFinite(x[i]) && double.IsFinite(y[i]))
                continue;
            if (i > start)
                yield return (x[start..i], y[start..i]);
            start = i + 1;
        }
    }

    private static void Style(Plot plot, PanelSpec panel, PanelLimits limits, Box area)
    {
        plot.Axes.Bottom.TickGenerator = panel.Categories is { } names
            ? new NumericManual([.. Enumerable.Range(0, names.Length).Select(i => (double)i)], names)
            : Ticks.Generator(limits.X, panel.XLog, Ticks.MostX(area));
        plot.Axes.Left.TickGenerator = Ticks.Generator(limits.Y, panel.YLog, Ticks.MostY(area));
        (plot.Axes.Bottom.Label.Text, plot.Axes.Left.Label.Text) = (panel.XLabel, panel.YLabel);
        plot.Axes.Top.IsVisible = plot.Axes.Right.IsVisible = false;
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            (axis.Label.FontName, axis.Label.FontSize, axis.Label.Bold, axis.Label.ForeColor) = (CourseFont.Family,
                (float)FigureGeometry.TextSize, false, Color.FromHex(Palette.Ink));
            (axis.TickLabelStyle.FontName, axis.TickLabelStyle.FontSize, axis.TickLabelStyle.ForeColor) = (
                CourseFont.Family, 11.5f, Color.FromHex(Palette.Quiet));
            axis.FrameLineStyle.Color =
                axis.MajorTickStyle.Color = axis.MinorTickStyle.Color = Color.FromHex("#999999");
            (axis.FrameLineStyle.Width, axis.MajorTickStyle.Width, axis.MajorTickStyle.Length) = (1, 1, 4);
            axis.MinorTickStyle.Length = 0;
        }
        plot.Grid.MajorLineColor = Color.FromHex(Palette.Grid);
        plot.Grid.MajorLineWidth = 1;
        plot.Grid.XAxisStyle.IsVisible = panel.Categories is null;
    }
}
