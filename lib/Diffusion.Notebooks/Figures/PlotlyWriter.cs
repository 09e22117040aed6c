using System.Globalization;
using Microsoft.FSharp.Collections;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Diffusion.Notebooks;

/// <summary>
/// Makes the Plotly JSON of a figure with Plotly.NET. Runs in the context of <see cref="PlotlyHost"/> only.
/// </summary>
/// <remarks>Plotly.NET's objects are bags of properties with the names of Plotly's own figure schema.</remarks>
internal static class PlotlyWriter
{
    private const string Font = "DejaVu Sans, Verdana, sans-serif";

    /// <summary>The JSON object <c>{ "data", "layout", "config" }</c>; numbers have 5 significant digits.</summary>
    public static string Write(FigureSpec figure)
    {
        var geometry = new FigureGeometry(figure);
        var traces = new List<Trace>();
        for (var index = 0; index < figure.Panels.Count; index++)
            traces.AddRange(PlotlyTraces.Of(
                figure.Panels[index], index, Domains(geometry.DataArea(index), Frame(figure, geometry))));
        foreach (var trace in traces)
            trace.SetProperty("showlegend", false);
        foreach (var named in traces.GroupBy(t => t.TryGetPropertyValue("legendgroup")?.Value as string)
            .Where(g => g.Key is not null))
        {
            // One entry of the legend for each name, however many panels show it: a curve rather than the edge of a
            // band.
            var entry = named.FirstOrDefault(t => t.TryGetPropertyValue("hoverinfo") is null) ?? named.ElementAt(1);
            entry.SetProperty("showlegend", true);
        }
        var config = new Config().With("displaylogo", false).With("responsive", true);
        var chart = GenericChart.NewMultiChart(
            ListModule.OfSeq(traces), LayoutOf(figure), config, new DisplayOptions());
        var json = JObject.Parse(GenericChart.toFigureJson(chart));
        json.Remove("frames");
        json["config"] = JObject.Parse(JsonConvert.SerializeObject(GenericChart.getConfig(chart), Globals.JSON_CONFIG));
        return json.ToString(Formatting.None);
    }

    private static Layout LayoutOf(FigureSpec figure)
    {
        var geometry = new FigureGeometry(figure);
        var areas = Enumerable.Range(0, figure.Panels.Count).Select(geometry.DataArea).ToList();
        var frame = Frame(figure, geometry);
        var layout = new Layout()
            .With("height", figure.Height)
            .With("margin", Bag(("l", FigureGeometry.Left), ("r", FigureGeometry.Right), ("t", Round(frame.Y)),
                ("b", FigureGeometry.Bottom)))
            .With("font", Bag(("family", Font), ("size", FigureGeometry.TextSize), ("color", Palette.Ink)))
            .With("paper_bgcolor", "#ffffff").With("plot_bgcolor", "#ffffff")
            .With("barmode", "overlay").With("hovermode", "closest");
        if (figure.Title.Length > 0)
            layout.With("title", Bag(("text", Bold(figure.Title)), ("x", 0), ("xanchor", "left"),
                ("pad", Bag(("l", FigureGeometry.HeaderLeft))), ("yref", "container"),
                ("y", Round(1 - (geometry.TitleBaseline - 5) / figure.Height)), ("yanchor", "middle"),
                ("font", Bag(("size", FigureGeometry.TitleSize)))));
        if (geometry.LegendLines.Count > 0)
            layout.With("legend", Bag(
                ("orientation", "h"), ("x", Round((FigureGeometry.HeaderLeft - FigureGeometry.Left - 4) / frame.Width)),
                ("xanchor", "left"), ("bgcolor", "rgba(0,0,0,0)"),
                ("y", Round(1 + (frame.Y - geometry.LegendMiddle) / frame.Height)), ("yanchor", "middle")));

        var shapes = new List<DynamicObj.DynamicObj>();
        var notes = new List<DynamicObj.DynamicObj>();
        for (var index = 0; index < figure.Panels.Count; index++)
        {
            var panel = figure.Panels[index];
            var (x, y) = Domains(areas[index], frame);
            var limits = PanelLimits.Of(panel, areas[index]);
            layout.With("xaxis" + Suffix(index),
                XAxis(panel, index, x, limits.X).With("nticks", Ticks.MostX(areas[index]) + 1));
            layout.With("yaxis" + Suffix(index),
                YAxis(panel, index, y, limits.Y).With("nticks", Ticks.MostY(areas[index]) + 1));
            if (panel.Title.Length > 0)
                notes.Add(new Annotation().With("text", Bold(panel.Title)).With("x", x.From).With("y", y.To)
                    .With("xref", "paper").With("yref", "paper")
                    .With("xanchor", "left").With("yanchor", "bottom").With("yshift", 2).With("showarrow", false)
                    .With("font", Bag(("size", FigureGeometry.PanelTitleSize))));
            foreach (var rule in panel.Layers.OfType<RuleLayer>())
                AddRule(panel, rule, index, shapes, notes);
        }
        return layout.With("shapes", shapes).With("annotations", notes);
    }

    /// <summary>What Plotly calls the paper: everything within the margins.</summary>
    private static Box Frame(FigureSpec figure, FigureGeometry geometry)
    {
        var top = geometry.DataArea(0).Y;
        return new Box(FigureGeometry.Left, top, figure.Width - FigureGeometry.Left - FigureGeometry.Right,
            figure.Height - top - FigureGeometry.Bottom);
    }

    /// <summary>The part of the frame that a panel takes, as fractions from the left and from the bottom.</summary>
    internal static (AxisRange X, AxisRange Y) Domains(Box area, Box frame) => (
        new AxisRange(Fraction((area.X - frame.X) / frame.Width), Fraction((area.Right - frame.X) / frame.Width)),
        new AxisRange(
            Fraction((frame.Bottom - area.Bottom) / frame.Height), Fraction((frame.Bottom - area.Y) / frame.Height)));

    private static double Fraction(double value) => Math.Clamp(Round(value), 0, 1);

    private static LinearAxis XAxis(PanelSpec panel, int index, AxisRange domain, AxisRange limits)
    {
        var axis = AxisOf(panel.XLabel, panel.XLog, limits, domain).With("anchor", "y" + Suffix(index));
        if (panel.Categories is { } names)
            axis.With("tickmode", "array").With("tickvals", Enumerable.Range(0, names.Length).ToArray())
                .With("ticktext", names).With("showgrid", false);
        return axis;
    }

    private static LinearAxis YAxis(PanelSpec panel, int index, AxisRange domain, AxisRange limits)
    {
        var axis = AxisOf(panel.YLabel, panel.YLog, limits, domain).With("anchor", "x" + Suffix(index));
        return panel.EqualAxes ? axis.With("scaleanchor", "x" + Suffix(index)).With("constrain", "domain") : axis;
    }

    private static LinearAxis AxisOf(string label, bool log, AxisRange limits, AxisRange domain)
    {
        var axis = new LinearAxis()
            .With("domain", new[] { domain.From, domain.To })
            .With("title", Bag(("text", label), ("standoff", 8), ("font", Bag(("size", FigureGeometry.TextSize)))))
            .With("gridcolor", Palette.Grid).With("zeroline", false).With("automargin", false)
            .With("showline", true).With("linecolor", Palette.Quiet).With("ticks", "outside").With("ticklen", 4)
            .With("tickcolor", Palette.Quiet).With("tickfont", Bag(("color", Palette.Quiet)));
        if (log)
        {
            var ticks = Ticks.Powers(limits);
            axis.With("type", "log").With("tickmode", "array")
                .With("tickvals", ticks.Select(t => Round(Math.Pow(10, t.At))).ToArray())
                .With("ticktext", ticks.Select(t => t.Label).ToArray());
        }
        return axis.With("range", new[] { Round(limits.From), Round(limits.To) });
    }

    private static void AddRule(PanelSpec panel, RuleLayer rule, int index, List<DynamicObj.DynamicObj> shapes,
        List<DynamicObj.DynamicObj> notes)
    {
        var (along, across) = rule.Vertical ? ("x", "y") : ("y", "x");
        var log = rule.Vertical ? panel.XLog : panel.YLog;
        shapes.Add(new Shape().With("type", "line")
            .With(along + "ref", along + Suffix(index)).With(along + "0", Round(rule.Value))
            .With(along + "1", Round(rule.Value))
            .With(across + "ref", across + Suffix(index) + " domain").With(across + "0", 0).With(across + "1", 1)
            .With("line", Bag(("color", rule.Colour!), ("width", 1.3), ("dash", "dash"))));
        if (string.IsNullOrEmpty(rule.Label))
            return;
        notes.Add(new Annotation().With("text", rule.Label).With("showarrow", false)
            .With("font", Bag(("color", rule.Colour!)))
            .With(along + "ref", along + Suffix(index)).With(along, Round(log ? Math.Log10(rule.Value) : rule.Value))
            .With(across + "ref", across + Suffix(index) + " domain").With(across, 1)
            .With("xanchor", rule.Vertical ? "left" : "right").With("yanchor", rule.Vertical ? "top" : "bottom")
            .With(rule.Vertical ? "xshift" : "yshift", rule.Vertical ? 3 : 1));
    }

    /// <summary>Plotly numbers its axes x, x2, x3, ...</summary>
    internal static string Suffix(int index) => index == 0 ? "" : (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Five significant digits: below what a screen shows, and half the length in the file.</summary>
    internal static double Round(double value)
    {
        return double.IsFinite(value)
            ? double.Parse(value.ToString("E4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : value;
    }

    internal static DynamicObj.DynamicObj Bag(params (string Name, object Value)[] properties)
    {
        var bag = new DynamicObj.DynamicObj();
        foreach (var (name, value) in properties)
            bag.SetProperty(name, value);
        return bag;
    }

    internal static T With<T>(this T bag, string name, object value)
        where T : DynamicObj.DynamicObj
    {
        bag.SetProperty(name, value);
        return bag;
    }

    private static string Bold(string text) => $"<b>{text}</b>";
}
