namespace Diffusion.Notebooks;

/// <summary>A rectangle in CSS pixels, from the top left corner.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;
}

/// <summary>Where things stand in a figure; the picture and the Plotly chart both follow it.</summary>
/// <param name="figure">The figure.</param>
internal sealed class FigureGeometry(FigureSpec figure)
{
    public const double Left = 64;
    public const double HeaderLeft = 16;
    public const double Right = 20;
    public const double Bottom = 52;
    public const double TitleSize = 15;
    public const double PanelTitleSize = 13;
    public const double TextSize = 12;
    private const double ColourBarRoom = 66;
    public const double LegendLine = 24;

    /// <summary>The baseline of the title.</summary>
    public double TitleBaseline => 24;

    /// <summary>The height of the title, if there is one.</summary>
    private double TitleHeight => figure.Title.Length > 0 ? 36 : 8;

    /// <summary>The entries of the legend, line by line.</summary>
    /// <remarks>
    /// The width of a name is estimated from its length, so that no font is needed to lay out a Plotly chart.
    /// </remarks>
    public IReadOnlyList<IReadOnlyList<Layer>> LegendLines { get; } = BreakLines(
        figure.Legend(), figure.Width - 2 * HeaderLeft);

    /// <summary>The middle of the first line of the legend.</summary>
    public double LegendTop => TitleHeight + LegendLine / 2;

    /// <summary>The middle of the legend.</summary>
    public double LegendMiddle => TitleHeight + LegendLine * LegendLines.Count / 2;

    /// <summary>The height of all that stands above the panels: title and legend.</summary>
    public double Header => TitleHeight + LegendLine * LegendLines.Count;

    /// <summary>The height above a panel's axes.</summary>
    public double PanelTop => figure.Panels.Any(p => p.Title.Length > 0) ? LegendLine + 4 : 8;

    /// <summary>The area between the axes of a panel.</summary>
    public Box DataArea(int index)
    {
        var (column, row) = (index % figure.Columns, index / figure.Columns);
        var cellWidth = figure.Width / figure.Columns;
        var cellHeight = (figure.Height - Header) / figure.Rows;
        var right = Right + (figure.Panels[index].Layers.Any(l => l is HeatLayer) ? ColourBarRoom : 0);
        return new Box(
            column * cellWidth + Left,
            Header + row * cellHeight + PanelTop,
            cellWidth - Left - right,
            cellHeight - PanelTop - Bottom);
    }

    private static List<List<Layer>> BreakLines(IReadOnlyList<Layer> entries, double room)
    {
        var lines = new List<List<Layer>>();
        var used = 0.0;
        foreach (var entry in entries)
        {
            var width = 44 + 7 * entry.Name!.Length;
            if (lines.Count == 0 || used + width > room)
            {
                lines.Add([]);
                used = 0;
            }
            lines[^1].Add(entry);
            used += width;
        }
        return lines;
    }
}
