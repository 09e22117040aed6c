namespace Diffusion.Notebooks;

/// <summary>A whole figure as plain data: it can be drawn, or sent as text to where Plotly.NET lives.</summary>
/// <param name="Title">Above everything; may be empty.</param>
/// <param name="Width">CSS pixels.</param>
/// <param name="Height">CSS pixels.</param>
/// <param name="Columns">Panels side by side.</param>
/// <param name="Panels">The panels in reading order; every layer that has a name has its colour.</param>
internal sealed record FigureSpec(
    string Title, double Width, double Height, int Columns, IReadOnlyList<PanelSpec> Panels)
{
    /// <summary>How many rows of panels there are.</summary>
    public int Rows => (Panels.Count + Columns - 1) / Columns;

    /// <summary>The entries of the legend: each name once, as a curve rather than as the band around it.</summary>
    public IReadOnlyList<Layer> Legend() =>
        [.. Panels.SelectMany(p => p.Layers).Where(l => !string.IsNullOrEmpty(l.Name)).GroupBy(l => l.Name)
            .Select(same => same.MinBy(l => l is BandLayer)!)];
}

/// <summary>The two ends of an axis, where they are set by hand.</summary>
internal sealed record AxisRange(double From, double To)
{
    public double Low => Math.Min(From, To);

    public double High => Math.Max(From, To);

    /// <summary>Ends that a person gave; the first may be the larger.</summary>
    public static AxisRange Of(double from, double to) => double.IsFinite(from) && double.IsFinite(to) && from != to
        ? new(from, to)
        : throw new ArgumentException(
            FormattableString.Invariant($"An axis runs between two different numbers, not from {from} to {to}."));
}

/// <summary>One pair of axes and what is drawn between them.</summary>
internal sealed record PanelSpec
{
    public string Title { get; init; } = "";

    public string XLabel { get; init; } = "";

    public string YLabel { get; init; } = "";

    public bool XLog { get; init; }

    public bool YLog { get; init; }

    public AxisRange? XRange { get; init; }

    public AxisRange? YRange { get; init; }

    /// <summary>One unit of x is as long as one unit of y.</summary>
    public bool EqualAxes { get; init; }

    /// <summary>Names under the x axis, at 0, 1, 2, ...; null for numbers.</summary>
    public string[]? Categories { get; init; }

    public IReadOnlyList<Layer> Layers { get; init; } = [];
}
