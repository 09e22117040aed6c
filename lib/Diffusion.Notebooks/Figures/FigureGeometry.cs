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
    private const double Line = 24;

    /// <summary>The baseline of the title.</summary>
    public double TitleBaseline => 24;

    /// <summary>The height of the title, if there is one.</summary>
    private double TitleHeight => figure.Title.Length > 0 ? 36 : 8;

    /// <summary>The middle of the line of the legend.</summary>
    public double LegendMiddle => TitleHeight + Line / 2;

    /// <summary>The height of all that stands above the panels: title and legend.</summary>
    public double Header => TitleHeight + (figure.Legend().Count > 0 ? Line : 0);

    /// <summary>The height above a panel's axes.</summary>
    public double PanelTop => figure.Panels.Any(p => p.Title.Length > 0) ? Line + 4 : 8;

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
}
