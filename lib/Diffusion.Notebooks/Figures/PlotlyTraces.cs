using Plotly.NET;

namespace Diffusion.Notebooks;

/// <summary>Makes the Plotly traces of one panel. Runs in the context of <see cref="PlotlyHost"/> only.</summary>
internal static class PlotlyTraces
{
    /// <summary>The traces of a panel's layers; rules are no traces but shapes of the layout.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="index">Its number in the figure, which names its axes.</param>
    /// <param name="domain">The part of the frame that it takes.</param>
    public static IEnumerable<Trace> Of(PanelSpec panel, int index, (AxisRange X, AxisRange Y) domain) =>
        panel.Layers.SelectMany(layer => Of(layer, domain)).Select(trace =>
            trace.With("xaxis", "x" + PlotlyWriter.Suffix(index)).With("yaxis", "y" + PlotlyWriter.Suffix(index)));

    private static IEnumerable<Trace> Of(Layer layer, (AxisRange X, AxisRange Y) domain) => layer switch
    {
        LineLayer line => [Curve(line.Name, line.X, line.Y)
            .With("line", PlotlyWriter.Bag(
                ("color", line.Colour!), ("width", line.Width), ("dash", line.Dashed ? "dash" : "solid")))],
        PointLayer dots =>
            [Named("scatter", dots.Name).With("mode", "markers").With("x", Rounded(dots.X)).With("y", Rounded(dots.Y))
                .With("marker",
                    PlotlyWriter.Bag(("color", dots.Colour!), ("size", dots.Size), ("opacity", dots.Opacity)))],
        BandLayer band => Band(band),
        BarLayer bars => [Named("bar", bars.Name).With("x", Rounded(bars.X)).With("y", Rounded(bars.Y))
            .With("width", PlotlyWriter.Round(bars.Width))
            .With("marker", PlotlyWriter.Bag(
                ("color", bars.Colour!), ("opacity", bars.Opacity), ("line", PlotlyWriter.Bag(("width", 0)))))],
        HeatLayer heat => [Heat(heat, domain)],
        _ => [],
    };

    private static Trace[] Band(BandLayer band)
    {
        var hidden = PlotlyWriter.Bag(("width", 0));
        return
        [
            Curve(band.Name, band.X, band.Low).With("line", hidden).With("hoverinfo", "skip"),
            Curve(band.Name, band.X, band.High).With("line", hidden).With("hoverinfo", "skip").With("fill", "tonexty")
                .With("fillcolor", Translucent(band.Colour!)),
        ];
    }

    private static Trace Heat(HeatLayer heat, (AxisRange X, AxisRange Y) domain)
    {
        var (low, high) = heat.ValueRange();
        return new Trace("heatmap").With("x", Rounded(heat.X)).With("y", Rounded(heat.Y))
            .With("z", heat.Z.Select(Rounded).ToArray())
            .With("colorscale", heat.Diverging ? Diverging : "Viridis")
            .With("colorbar", PlotlyWriter.Bag(
                ("thickness", 14), ("outlinewidth", 0), ("x", PlotlyWriter.Round(domain.X.To)),
                ("xpad", 12), ("ypad", 0), ("y", PlotlyWriter.Round((domain.Y.From + domain.Y.To) / 2)),
                ("len", PlotlyWriter.Round(domain.Y.To - domain.Y.From))))
            .With("zmin", PlotlyWriter.Round(low)).With("zmax", PlotlyWriter.Round(high));
    }

    private static object[][] Diverging =>
        [.. ColourScale.DivergingStops.Select(stop => new object[] { stop.At, stop.Colour })];

    private static Trace Curve(string? name, double[] x, double[] y)
    {
        var kept = Thinning.Of(y);
        return Named("scatter", name).With("mode", "lines").With("x", Rounded([.. kept.Select(i => x[i])]))
            .With("y", Rounded([.. kept.Select(i => y[i])]));
    }

    private static Trace Named(string type, string? name)
    {
        var trace = new Trace(type);
        return string.IsNullOrEmpty(name) ? trace : trace.With("name", name).With("legendgroup", name);
    }

    /// <summary>
    /// JSON has no NaN: null is what Plotly takes for a gap. Whole numbers are written without a point.
    /// </summary>
    private static object?[] Rounded(double[] values) =>
        Array.ConvertAll(values, value => PlotlyWriter.Round(value) switch
        {
            var v when !double.IsFinite(v) => null,
            var v when v == Math.Floor(v) && Math.Abs(v) < 1e15 => (object)(long)v,
            var v => v,
        });

    private static string Translucent(string colour) =>
        $"rgba({Convert.ToInt32(colour[1..3], 16)},{Convert.ToInt32(colour[3..5], 16)},"
        + $"{Convert.ToInt32(colour[5..7], 16)},0.2)";
}
