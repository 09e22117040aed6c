using ScottPlot;

namespace Diffusion.Notebooks;

/// <summary>A drawn figure.</summary>
/// <param name="Picture">The pixels.</param>
/// <param name="Areas">The area between the axes of each panel, in CSS pixels.</param>
/// <param name="Limits">The ends of the axes of each panel.</param>
internal sealed record DrawnFigure(Picture Picture, IReadOnlyList<Box> Areas, IReadOnlyList<PanelLimits> Limits);

/// <summary>Draws figures: axes and series with ScottPlot, titles, legend and rules around them.</summary>
internal static class ChartPainter
{
    private const double SwatchWidth = 20;

    /// <summary>Draws a figure with <paramref name="scale"/> pixels for each CSS pixel.</summary>
    public static DrawnFigure Draw(FigureSpec figure, double scale)
    {
        CourseFontResolver.Register();
        var geometry = new FigureGeometry(figure);
        using var canvas = new Canvas(figure.Width, figure.Height, scale);
        if (figure.Title.Length > 0)
            canvas.DrawText(
                figure.Title, FigureGeometry.HeaderLeft, geometry.TitleBaseline, FigureGeometry.TitleSize, bold: true);
        for (var line = 0; line < geometry.LegendLines.Count; line++)
            DrawLegend(canvas, geometry.LegendLines[line], geometry.LegendTop + line * FigureGeometry.LegendLine);

        var areas = new List<Box>();
        var limits = new List<PanelLimits>();
        for (var index = 0; index < figure.Panels.Count; index++)
        {
            areas.Add(geometry.DataArea(index));
            limits.Add(PanelLimits.Of(figure.Panels[index], areas[index]));
            DrawPanel(canvas, figure.Panels[index], areas[index], limits[index], scale);
        }
        return new DrawnFigure(canvas.ToPicture(), areas, limits);
    }

    private static void DrawPanel(Canvas canvas, PanelSpec panel, Box area, PanelLimits limits, double scale)
    {
        using var plot = ChartPlot.Of(panel, limits, area);
        const double top = 10;
        // ScottPlot clears this rectangle and paints it white; on half a pixel that would leave a grey line.
        float Out(double edge, int way) => (float)(way * Math.Ceiling(way * edge * scale) / scale);
        var place = new PixelRect(Out(area.X - FigureGeometry.Left, -1), Out(area.Right + FigureGeometry.Right, 1),
            Out(area.Bottom + FigureGeometry.Bottom, 1), Out(area.Y - top, -1));
        plot.Layout.Fixed(new PixelPadding((float)area.X - place.Left, place.Right - (float)area.Right,
            place.Bottom - (float)area.Bottom, (float)area.Y - place.Top));
        var surface = canvas.Surface;
        surface.Save();
        surface.Scale((float)scale);
        surface.ClipRect(place.ToSKRect()); // ScottPlot clears all that it may draw on.
        plot.Render(surface, place);
        surface.Restore();

        if (panel.Title.Length > 0)
            canvas.DrawText(panel.Title, area.X, area.Y - 9, FigureGeometry.PanelTitleSize, bold: true);
        foreach (var rule in panel.Layers.OfType<RuleLayer>())
            DrawRule(canvas, panel, rule, area, limits);
        foreach (var heat in panel.Layers.OfType<HeatLayer>())
            DrawColourBar(canvas, heat, area);
    }

    private static void DrawRule(Canvas canvas, PanelSpec panel, RuleLayer rule, Box area, PanelLimits limits)
    {
        var (range, log) = rule.Vertical ? (limits.X, panel.XLog) : (limits.Y, panel.YLog);
        var at = ((log ? Math.Log10(rule.Value) : rule.Value) - range.From) / (range.To - range.From);
        if (!(at >= 0 && at <= 1))
            return;
        if (rule.Vertical)
        {
            var x = area.X + at * area.Width;
            canvas.DrawLine(x, area.Y, x, area.Bottom, rule.Colour!, 1.3, dashed: true);
            canvas.DrawText(rule.Label ?? "", x + 5, area.Y + 13, FigureGeometry.TextSize, rule.Colour!);
            return;
        }
        var y = area.Bottom - at * area.Height;
        canvas.DrawLine(area.X, y, area.Right, y, rule.Colour!, 1.3, dashed: true);
        canvas.DrawText(
            rule.Label ?? "", area.Right - 3, y - 4, FigureGeometry.TextSize, rule.Colour!, align: TextAlign.Right);
    }

    private static void DrawColourBar(Canvas canvas, HeatLayer heat, Box area)
    {
        const int steps = 128;
        const double width = 14;
        var map = ChartPlot.ColourMap(heat);
        var (low, high) = heat.ValueRange();
        var x = area.Right + 12;
        for (var i = 0; i < steps; i++)
        {
            var colour = map.GetColor((i + 0.5) / steps);
            canvas.FillRectangle(
                x, area.Bottom - (i + 1) * area.Height / steps, width, area.Height / steps + 0.5, colour.ToHex());
        }
        foreach (var value in Ticks.NiceValues(low, high, most: 6))
            canvas.DrawText(Ticks.Label(value), x + width + 4,
                area.Bottom - area.Height * (value - low) / (high - low) + 4, 11, Palette.Quiet);
    }

    private static void DrawLegend(Canvas canvas, IReadOnlyList<Layer> entries, double middle)
    {
        var x = FigureGeometry.HeaderLeft;
        foreach (var layer in entries)
        {
            switch (layer)
            {
                case LineLayer line:
                    canvas.DrawLine(x, middle, x + SwatchWidth, middle, line.Colour!, 2.5, line.Dashed);
                    break;
                case PointLayer:
                    canvas.FillCircle(x + SwatchWidth / 2, middle, 4.5, layer.Colour!);
                    break;
                default:
                    canvas.FillRectangle(x + 3, middle - 6, SwatchWidth - 6, 12, Translucent(layer), radius: 2);
                    break;
            }
            canvas.DrawText(layer.Name!, x + SwatchWidth + 6, middle + 4.5, FigureGeometry.TextSize);
            x += SwatchWidth + 24 + Canvas.MeasureText(layer.Name!, FigureGeometry.TextSize);
        }
    }

    /// <summary>The colour of an area as the chart shows it.</summary>
    private static string Translucent(Layer layer)
    {
        var opacity = layer switch { BandLayer => 0.33, BarLayer bars => bars.Opacity, _ => 1 };
        return $"#{(int)(255 * opacity):X2}{layer.Colour![1..]}";
    }
}
