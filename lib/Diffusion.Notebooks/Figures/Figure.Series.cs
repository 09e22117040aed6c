namespace Diffusion.Notebooks;

/// <summary>What can be added to a figure, and how its axes are set.</summary>
public sealed partial class Figure
{
    /// <summary>Adds a series in the figure's own kind: a curve, dots, bars at given places.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="x">The x of each point.</param>
    /// <param name="y">The y of each point; NaN leaves a gap.</param>
    /// <exception cref="ArgumentException">The two lists differ in length.</exception>
    public Figure Add(string name, Numbers x, Numbers y) => kind switch
    {
        SeriesKind.Points => Points(name, x, y),
        SeriesKind.Bars =>
            With(new BarLayer(name, null, Same(name, x, y), [.. y], SmallestStep(x) * 0.8, Opacity: 1, Beside: true)),
        SeriesKind.Lines or SeriesKind.HeatMap => Line(name, x, y),
        SeriesKind.Histogram => throw new InvalidOperationException(
            $"Histogram '{title}': Add takes one list of numbers. For a curve on top use Line(\"{name}\", x, y)."),
        _ => throw Closed(),
    };

    /// <inheritdoc cref="Add(string, Numbers, Numbers)"/>
    public Figure Add(string name, IEnumerable<double> x, IEnumerable<double> y) => Add(name, x.ToArray(), y.ToArray());

    /// <summary>Adds a curve given by a formula.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="x">Where the formula is evaluated.</param>
    /// <param name="formula">y from x.</param>
    public Figure Add(string name, Numbers x, Func<double, double> formula) =>
        Add(name, x, x.Select(formula).ToArray());

    /// <summary>
    /// Adds a list of numbers: its histogram in a histogram, else a series over 0, 1, 2, ...
    /// A tensor <c>[N,2]</c> is N points (x, y), except in a histogram.
    /// </summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="values">The numbers.</param>
    public Figure Add(string name, Numbers values)
    {
        if (kind is SeriesKind.Histogram)
        {
            var (centres, densities, step) = Density(name, values);
            return With(new BarLayer(name, null, centres, densities, step, Opacity: 0.55, Beside: false));
        }
        return values.IsPairs
            ? Add(name, values.Where((_, i) => i % 2 == 0), values.Where((_, i) => i % 2 == 1))
            : Add(name, Enumerable.Range(0, values.Count).ToArray(), values);
    }

    /// <inheritdoc cref="Add(string, Numbers)"/>
    public Figure Add(string name, IEnumerable<double> values) => Add(name, (Numbers)values.ToArray());

    /// <summary>Adds bars over names.</summary>
    /// <param name="name">What the legend calls the series.</param>
    /// <param name="categories">The names under the bars, the same for each series.</param>
    /// <param name="values">The heights.</param>
    public Figure Add(string name, string[] categories, Numbers values)
    {
        if (kind is not SeriesKind.Bars)
            throw new InvalidOperationException(
                $"'{title}' is not a bar chart: names under the axis need Figure.Bars(...).");
        if (panels[0].Categories is { } known && !known.SequenceEqual(categories))
            throw new ArgumentException(
                $"'{name}' has the names {string.Join(", ", categories)}, but the chart has "
                + $"{string.Join(", ", known)}.", nameof(categories));
        if (categories.Length != values.Count)
            throw new ArgumentException(
                $"'{name}' has {categories.Length} names and {values.Count} values.", nameof(values));
        panels[0] = panels[0] with { Categories = categories };
        return With(new BarLayer(name, null, [.. Enumerable.Range(0, categories.Length).Select(i => (double)i)],
            [.. values], 0.8, Opacity: 1, Beside: true));
    }

    /// <summary>Adds a curve, to any kind of figure.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="x">The x of each point.</param>
    /// <param name="y">The y of each point; NaN leaves a gap.</param>
    /// <param name="dashed">Dashes, for a reference curve.</param>
    /// <param name="colour">As <c>#rrggbb</c>; null: the next colour.</param>
    /// <param name="width">Thickness in CSS pixels.</param>
    public Figure Line(
        string name, Numbers x, Numbers y, bool dashed = false, string? colour = null, double width = 2) =>
        With(new LineLayer(name, colour, Same(name, x, y), [.. y], width, dashed));

    /// <summary>Adds dots, to any kind of figure.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="x">The x of each dot.</param>
    /// <param name="y">The y of each dot.</param>
    /// <param name="size">Diameter in CSS pixels; 0: by the number of dots.</param>
    /// <param name="colour">As <c>#rrggbb</c>; null: the next colour.</param>
    public Figure Points(string name, Numbers x, Numbers y, double size = 0, string? colour = null)
    {
        var (dot, opacity) = x.Count switch { <= 60 => (8, 0.95), <= 600 => (5, 0.75), _ => (3.5, 0.5) };
        return With(new PointLayer(name, colour, Same(name, x, y), [.. y], size > 0 ? size : dot, opacity));
    }

    /// <summary>Shades the area between two curves: an interval of confidence, a spread.</summary>
    /// <param name="name">
    /// What the legend calls it; the name of a curve gives its colour, and one entry for both.
    /// </param>
    /// <param name="x">The x of each point.</param>
    /// <param name="low">The lower edge.</param>
    /// <param name="high">The upper edge.</param>
    public Figure Band(string name, Numbers x, Numbers low, Numbers high)
    {
        Same(name, x, high);
        return With(new BandLayer(name, null, Same(name, x, low), [.. low], [.. high]));
    }

    /// <summary>Marks an x by a vertical line.</summary>
    /// <param name="x">Where.</param>
    /// <param name="label">Beside the line; may be empty.</param>
    public Figure Vertical(double x, string label = "") => With(new RuleLayer(label, null, x, Vertical: true));

    /// <summary>Marks a y by a horizontal line.</summary>
    /// <param name="y">Where.</param>
    /// <param name="label">On the line; may be empty.</param>
    public Figure Horizontal(double y, string label = "") => With(new RuleLayer(label, null, y, Vertical: false));

    /// <summary>A logarithmic x axis.</summary>
    public Figure LogX() => Axes(p => p with { XLog = true });

    /// <summary>A logarithmic y axis.</summary>
    public Figure LogY() => Axes(p => p with { YLog = true });

    /// <summary>Sets the ends of the x axis; from the larger to the smaller, it runs backwards.</summary>
    /// <exception cref="ArgumentException">The ends are equal or not finite.</exception>
    public Figure XRange(double from, double to) => Axes(p => p with { XRange = AxisRange.Of(from, to) });

    /// <summary>Sets the ends of the y axis; from the larger to the smaller, it runs backwards.</summary>
    /// <exception cref="ArgumentException">The ends are equal or not finite.</exception>
    public Figure YRange(double from, double to) => Axes(p => p with { YRange = AxisRange.Of(from, to) });

    /// <summary>Makes a unit of x as long as a unit of y: for points in the plane.</summary>
    public Figure EqualAxes() => Axes(p => p with { EqualAxes = true });

    /// <summary>Sets the size in CSS pixels.</summary>
    public Figure Size(double width, double height)
    {
        (this.width, this.height) = (width, height);
        Changed();
        return this;
    }

    private (double[] Centres, double[] Densities, double Step) Density(string name, Numbers values)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
            throw new ArgumentException($"'{name}' has no finite number: there is nothing to count.", nameof(values));
        var (from, to) = binRange is { } range ? (range.From, range.To) : (finite.Min(), finite.Max());
        if (to <= from)
            (from, to) = (from - 0.5, from + 0.5);
        var step = (to - from) / bins;
        var counts = new double[bins];
        foreach (var value in finite.Where(v => v >= from && v <= to))
            counts[Math.Min((int)((value - from) / step), bins - 1)]++;
        return ([.. counts.Select((_, i) => from + (i + 0.5) * step)],
            [.. counts.Select(c => c / (finite.Length * step))], step);
    }

    private static double SmallestStep(Numbers x) =>
        x.Count < 2 ? 1 : x.Order().Zip(x.Order().Skip(1), (a, b) => b - a).Where(step => step > 0)
            .DefaultIfEmpty(1).Min();

    private double[] Same(string name, Numbers x, Numbers y) => x.Count == y.Count
        ? [.. x]
        : throw new ArgumentException(
            $"'{name}' in '{title}' has {x.Count} numbers for x and {y.Count} for y; they must be equally many.",
            nameof(y));

    private Figure With(Layer layer)
    {
        if (panels.Count != 1 || kind is SeriesKind.Panels)
            throw Closed();
        panels[0] = panels[0] with { Layers = [.. panels[0].Layers, layer] };
        Changed();
        return this;
    }

    private Figure Axes(Func<PanelSpec, PanelSpec> change)
    {
        for (var i = 0; i < panels.Count; i++)
            panels[i] = change(panels[i]);
        Changed();
        return this;
    }

    private InvalidOperationException Closed() =>
        new(
            $"'{title}' is a row of figures: add the series to one of its figures before Figure.Row puts them side by "
            + "side.");
}
