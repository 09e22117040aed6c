using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// A chart: interactive where the front end knows Plotly, a picture elsewhere, a line of text at least.
/// </summary>
/// <example><code>
/// Figure.Lines("Energy", x: "timestep", y: "mean square").Add("VP", steps, energy).Horizontal(1, "unit energy")
/// </code></example>
[TypeFormatterSource(typeof(RichFormatterSource), PreferredMimeTypes = [MimeType.Plotly, MimeType.Png, MimeType.Text])]
public sealed partial class Figure : Rich, IDrawable
{
    private const double DefaultWidth = 760;
    private const double DefaultHeight = 380;

    private readonly string title;
    private readonly SeriesKind kind;
    private readonly List<PanelSpec> panels;
    private readonly int columns;
    private double? width;
    private double? height;
    private int bins = 40;
    private AxisRange? binRange;

    private Figure(string title, SeriesKind kind, IEnumerable<PanelSpec> panels, int columns)
    {
        (this.title, this.kind, this.columns) = (title, kind, columns);
        this.panels = [.. panels];
    }

    private enum SeriesKind
    {
        Lines,
        Points,
        Bars,
        Histogram,
        HeatMap,
        Panels,
    }

    /// <summary>A chart of curves.</summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="x">What the x axis shows.</param>
    /// <param name="y">What the y axis shows.</param>
    public static Figure Lines(string title, string x = "", string y = "") => New(title, SeriesKind.Lines, x, y);

    /// <summary>A chart of dots.</summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="x">What the x axis shows.</param>
    /// <param name="y">What the y axis shows.</param>
    public static Figure Scatter(string title, string x = "", string y = "") => New(title, SeriesKind.Points, x, y);

    /// <summary>A chart of bars over names; several series stand side by side.</summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="x">What the x axis shows.</param>
    /// <param name="y">What the y axis shows.</param>
    public static Figure Bars(string title, string x = "", string y = "") => New(title, SeriesKind.Bars, x, y);

    /// <summary>Histograms, as densities: the area of each is 1, so that a density curve fits on top.</summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="x">What the x axis shows.</param>
    /// <param name="bins">How many bars.</param>
    /// <param name="range">Where the first bar begins and the last one ends; null: the range of each series.</param>
    public static Figure Histogram(string title, string x = "", int bins = 40, (double From, double To)? range = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var figure = New(title, SeriesKind.Histogram, x, "density");
        figure.bins = bins;
        figure.binRange = range is { } r ? new AxisRange(r.From, r.To) : null;
        return figure;
    }

    /// <summary>A field of values as colours; the first row is at the bottom.</summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="values">The values, <c>[rows, columns]</c>.</param>
    /// <param name="x">What the x axis shows.</param>
    /// <param name="y">What the y axis shows.</param>
    /// <param name="xs">The x of each column; 0, 1, 2, ... if not given.</param>
    /// <param name="ys">The y of each row; 0, 1, 2, ... if not given.</param>
    /// <param name="diverging">Two colours that part at zero, for values of both signs.</param>
    /// <param name="names">Names under the columns, in the place of <paramref name="xs"/>.</param>
    public static Figure HeatMap(string title, double[,] values, string x = "", string y = "", Numbers? xs = null,
        Numbers? ys = null, bool diverging = false, string[]? names = null)
    {
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        if (names is not null && (xs is not null || names.Length != columns))
            throw new ArgumentException(
                $"'{title}' has {columns} columns and {names.Length} names; each takes one, and then no xs.",
                nameof(names));
        var figure = New(title, SeriesKind.HeatMap, x, y);
        figure.panels[0] = figure.panels[0] with { Categories = names };
        var layer = new HeatLayer(
            null,
            Positions(xs, columns, "xs", "columns"),
            Positions(ys, rows, "ys", "rows"),
            [.. Enumerable.Range(0, rows)
                .Select(r => Enumerable.Range(0, columns).Select(c => values[r, c]).ToArray())],
            diverging);
        return figure.With(layer);
    }

    /// <summary>A field of values as colours; the first row is at the bottom.</summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="values">The values, a tensor <c>[rows, columns]</c>.</param>
    /// <param name="x">What the x axis shows.</param>
    /// <param name="y">What the y axis shows.</param>
    /// <param name="xs">The x of each column; 0, 1, 2, ... if not given.</param>
    /// <param name="ys">The y of each row; 0, 1, 2, ... if not given.</param>
    /// <param name="diverging">Two colours that part at zero, for values of both signs.</param>
    /// <param name="names">Names under the columns, in the place of <paramref name="xs"/>.</param>
    public static Figure HeatMap(string title, Tensor values, string x = "", string y = "", Numbers? xs = null,
        Numbers? ys = null, bool diverging = false, string[]? names = null)
    {
        if (values.dim() != 2)
            throw new ArgumentException(
                $"A heat map takes a tensor [rows, columns]; this one is [{string.Join(", ", values.shape)}].",
                nameof(values));
        var (rows, columns) = ((int)values.shape[0], (int)values.shape[1]);
        var flat = Numbers.Read(values);
        var field = new double[rows, columns];
        Buffer.BlockCopy(flat, 0, field, 0, flat.Length * sizeof(double));
        return HeatMap(title, field, x, y, xs, ys, diverging, names);
    }

    /// <summary>
    /// Several figures side by side; a name has the same colour in all of them, and one legend serves them.
    /// </summary>
    /// <param name="figures">The figures, from left to right.</param>
    public static Figure Row(params Figure[] figures) => Grid("", figures.Length, figures);

    /// <summary>Several figures side by side under a common title.</summary>
    /// <param name="title">Above all of them.</param>
    /// <param name="figures">The figures, from left to right.</param>
    public static Figure Row(string title, params Figure[] figures) => Grid(title, figures.Length, figures);

    /// <summary>Several figures in rows and columns.</summary>
    /// <param name="title">Above all of them; may be empty.</param>
    /// <param name="columns">How many stand side by side.</param>
    /// <param name="figures">The figures in reading order.</param>
    public static Figure Grid(string title, int columns, params Figure[] figures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (figures.Length == 0)
            throw new ArgumentException("There is no figure to put side by side; pass at least one.", nameof(figures));
        var panels = figures.SelectMany(f => f.panels.Count == 1 ? [f.panels[0] with { Title = f.title }] : f.panels);
        return new Figure(title, SeriesKind.Panels, panels, columns);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var names = Spec().Legend().Select(l => l.Name);
        var heading = string.Join(" | ", panels.Select(p => p.Title).Prepend(title).Where(t => t.Length > 0));
        return $"Figure: {heading}" + (names.Any() ? $" ({string.Join(", ", names)})" : "");
    }

    Picture IDrawable.Draw(double scale) => ChartPainter.Draw(Spec(), scale).Picture;

    (double Width, double Height) IDrawable.Size => (Spec().Width, Spec().Height);

    /// <summary>The figure as plain data, with a colour for each name.</summary>
    internal FigureSpec Spec()
    {
        var names = panels.SelectMany(p => p.Layers).Where(l => l is not (HeatLayer or RuleLayer))
            .Select(l => l.Name ?? "").Distinct().ToList();
        Layer Coloured(Layer layer) => layer.Colour is not null ? layer : layer switch
        {
            RuleLayer => layer with { Colour = Palette.Quiet },
            HeatLayer => layer,
            _ => layer with { Colour = Palette.Of(names.IndexOf(layer.Name ?? "")) },
        };
        var rows = (panels.Count + columns - 1) / columns;
        var panelHeight = columns switch { 1 => DefaultHeight, 2 => 330, _ => 300 };
        return new FigureSpec(
            title,
            width ?? (columns == 1 ? DefaultWidth : 900),
            height ?? panelHeight * rows,
            columns,
            [.. panels.Select(p => p with { Layers = [.. BesideEachOther(p.Layers).Select(Coloured)] })]);
    }

    private protected override IReadOnlyDictionary<string, string> CreateBundle()
    {
        var spec = Spec();
        return new Dictionary<string, string>
        {
            [MimeType.Plotly] = PlotlyHost.Instance.Write(spec),
            [MimeType.Png] = Convert.ToBase64String(
                PngFile.Encode(ChartPainter.Draw(spec, scale: 2).Picture, exact: false, scale: 2)),
            [MimeType.Text] = ToString(),
        };
    }

    private static Figure New(string title, SeriesKind kind, string x, string y) =>
        new(title, kind, [new PanelSpec { XLabel = x, YLabel = y }], columns: 1);

    /// <summary>Gives each series of bars its share of the room at each place.</summary>
    private static IEnumerable<Layer> BesideEachOther(IReadOnlyList<Layer> layers)
    {
        var bars = layers.OfType<BarLayer>().Where(b => b.Beside).ToList();
        foreach (var layer in layers)
        {
            var place = layer is BarLayer { Beside: true } found ? bars.IndexOf(found) : -1;
            if (place < 0)
            {
                yield return layer;
                continue;
            }
            var bar = bars[place];
            var share = bar.Width / bars.Count;
            var shift = (place - (bars.Count - 1) / 2.0) * share;
            yield return bar with { X = [.. bar.X.Select(x => x + shift)], Width = share * 0.92 };
        }
    }

    private static double[] Positions(Numbers? given, int count, string name, string what)
    {
        if (given is not null && given.Count != count)
            throw new ArgumentException(
                $"{name} has {given.Count} numbers, but the heat map has {count} {what}.", name);
        return given is null ? [.. Enumerable.Range(0, count).Select(i => (double)i)] : [.. given];
    }
}
