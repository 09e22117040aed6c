namespace Diffusion.Notebooks;

/// <summary>Where the marker of a curve stands, in CSS pixels of the drawn figure.</summary>
/// <param name="Area">The area between the axes of the panel.</param>
/// <param name="X">Distance from the left edge of the figure, for each frame; NaN: not in sight.</param>
/// <param name="Dots">The curves of the panel: colour, and distance from the top for each frame.</param>
internal sealed record MovingMarks(Box Area, double[] X, IReadOnlyList<(string Colour, double[] Y)> Dots)
{
    /// <summary>The markers of all panels of a figure.</summary>
    public static IReadOnlyList<MovingMarks> Of(FigureSpec figure, DrawnFigure drawn, double[] marks) =>
        [.. figure.Panels.Select((panel, index) => Of(panel, drawn.Areas[index], drawn.Limits[index], marks))];

    private static MovingMarks Of(PanelSpec panel, Box area, PanelLimits limits, double[] marks)
    {
        double Place(double value, bool log, AxisRange range, double from, double length)
        {
            var at = ((log ? Math.Log10(value) : value) - range.From) / (range.To - range.From);
            return at is >= -1e-9 and <= 1 + 1e-9 ? from + at * length : double.NaN;
        }
        var x = Array.ConvertAll(marks, m => Place(m, panel.XLog, limits.X, area.X, area.Width));
        var dots = panel.Layers.OfType<LineLayer>().Where(l => !l.Dashed).Select(line => (
            line.Colour!,
            Array.ConvertAll(
                marks, m => Place(Interpolate(line, m), panel.YLog, limits.Y, area.Bottom, -area.Height))));
        return new MovingMarks(area, x, [.. dots]);
    }

    /// <summary>The height of a curve at an x between its points; NaN beyond its ends.</summary>
    private static double Interpolate(LineLayer line, double x)
    {
        for (var i = 0; i + 1 < line.X.Length; i++)
        {
            var (left, right) = (line.X[i], line.X[i + 1]);
            if (x < Math.Min(left, right) || x > Math.Max(left, right))
                continue;
            var part = right == left ? 0 : (x - left) / (right - left);
            return line.Y[i] + part * (line.Y[i + 1] - line.Y[i]);
        }
        return double.NaN;
    }
}
