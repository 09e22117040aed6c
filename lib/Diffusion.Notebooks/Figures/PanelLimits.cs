namespace Diffusion.Notebooks;

/// <summary>The ends of the axes of a panel; on a logarithmic axis they are exponents of 10.</summary>
internal sealed record PanelLimits(AxisRange X, AxisRange Y)
{
    /// <summary>The limits that show everything in a panel, unless its axes are set by hand.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="area">The area between its axes; for equal units on both.</param>
    public static PanelLimits Of(PanelSpec panel, Box area)
    {
        var x = panel.XRange is { } fixedX
            ? InUnits(fixedX, panel.XLog)
            : Around(panel.Layers.SelectMany(XValues), panel.XLog, XMargin(panel));
        var y = panel.YRange is { } fixedY ? InUnits(fixedY, panel.YLog) : YLimits(panel);
        return panel.EqualAxes ? Square(x, y, area) : new PanelLimits(x, y);
    }

    private static AxisRange YLimits(PanelSpec panel)
    {
        var margin = panel.Layers.All(l => l is HeatLayer or RuleLayer) ? 0 : 0.06;
        var limits = Around(panel.Layers.SelectMany(YValues), panel.YLog, margin);
        var standsOnZero = !panel.YLog && panel.Layers.OfType<BarLayer>().Any()
            && panel.Layers.SelectMany(YValues).Where(double.IsFinite).All(v => v >= 0);
        return standsOnZero ? limits with { From = 0 } : limits;
    }

    private static double XMargin(PanelSpec panel) => panel.Layers.Any(l => l is PointLayer) ? 0.04 : 0;

    private static IEnumerable<double> XValues(Layer layer) => layer switch
    {
        LineLayer line => line.X,
        PointLayer dots => dots.X,
        BandLayer band => band.X,
        BarLayer bars => bars.X.SelectMany(x => Edges(x, bars.Width * (bars.Beside ? 0.75 : 0.5))),
        HeatLayer heat => CellEdges(heat.X),
        RuleLayer { Vertical: true } rule => [rule.Value],
        _ => [],
    };

    private static IEnumerable<double> YValues(Layer layer) => layer switch
    {
        LineLayer line => line.Y,
        PointLayer dots => dots.Y,
        BandLayer band => band.Low.Concat(band.High),
        BarLayer bars => bars.Y.Append(0),
        HeatLayer heat => CellEdges(heat.Y),
        RuleLayer { Vertical: false } rule => [rule.Value],
        _ => [],
    };

    /// <summary>The outer edges of cells that are centred at the given places.</summary>
    public static double[] CellEdges(double[] centres)
    {
        var half = centres.Length > 1 ? (centres[^1] - centres[0]) / (centres.Length - 1) / 2 : 0.5;
        return [centres[0] - half, centres[^1] + half];
    }

    private static double[] Edges(double centre, double half) => [centre - half, centre + half];

    private static AxisRange InUnits(AxisRange range, bool log) =>
        log ? new AxisRange(Math.Log10(range.From), Math.Log10(range.To)) : range;

    private static AxisRange Around(IEnumerable<double> values, bool log, double margin)
    {
        var seen = values.Where(v => double.IsFinite(v) && (!log || v > 0)).Select(v => log ? Math.Log10(v) : v)
            .DefaultIfEmpty(0).ToList();
        var (low, high) = (seen.Min(), seen.Max());
        if (high - low < 1e-12 * Math.Max(1, Math.Abs(high)))
            (low, high) = (low - 0.5, high + 0.5);
        var extra = (high - low) * margin;
        return new AxisRange(low - extra, high + extra);
    }

    /// <summary>Widens one of the ranges until a unit of x is as long as a unit of y.</summary>
    private static PanelLimits Square(AxisRange x, AxisRange y, Box area)
    {
        var unit = Math.Max((x.High - x.Low) / area.Width, (y.High - y.Low) / area.Height);
        return new PanelLimits(Widen(x, unit * area.Width), Widen(y, unit * area.Height));
    }

    private static AxisRange Widen(AxisRange range, double length)
    {
        var (middle, half) = ((range.From + range.To) / 2, Math.CopySign(length / 2, range.To - range.From));
        return new AxisRange(middle - half, middle + half);
    }
}
