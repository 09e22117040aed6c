using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Diffusion.Notebooks;

/// <summary>Writes a scrubber as HTML.</summary>
/// <remarks>
/// All frames are pictures on the page, and the script shows one of them. Without the script the page shows the key
/// frames side by side. The id is a hash of the content: the same scrubber is always the same text, and two different
/// ones never share an id.
/// </remarks>
internal static class ScrubberPage
{
    private const string PlayIcon =
        """<svg width="12" height="12" viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">"""
        + """<path class="dn-go" d="M2 0l10 6-10 6z"/><path class="dn-stop" d="M1 0h3v12H1zM8 0h3v12H8z"/></svg>""";

    private static readonly Lazy<string> Style = new(() => Resource("scrubber.css"));
    private static readonly Lazy<string> Script = new(() => Resource("scrubber.js"));

    /// <summary>The HTML of a scrubber.</summary>
    public static string Write(Scrubber scrubber)
    {
        var body = new StringBuilder();
        if (scrubber.Title.Length > 0)
            body.Append($"<div class=\"dn-title\">{Text(scrubber.Title)}</div>\n");
        foreach (var row in scrubber.Rows.Where(r => r.Count > 0))
        {
            body.Append("<div class=\"dn-row\">\n");
            foreach (var cell in row)
                body.Append(cell switch
                {
                    PicturesCell pictures => Pictures(pictures, scrubber),
                    CurveCell curve => Curve(curve, scrubber),
                    DotsCell dots => Dots(dots.Dots, scrubber),
                    _ => throw new NotSupportedException($"A scrubber cannot show a {cell.GetType().Name}."),
                });
            body.Append("</div>\n");
        }
        var last = scrubber.Captions.Count - 1;
        var caption = Text(scrubber.Captions[scrubber.Start]);
        body.Append(
            "<div class=\"dn-bar\">"
            + $"<button type=\"button\" aria-label=\"Play\" aria-pressed=\"false\">{PlayIcon}</button>");
        body.Append(
            $"<input type=\"range\" min=\"0\" max=\"{last}\" step=\"1\" value=\"{scrubber.Start}\" "
            + $"aria-label=\"{Text(scrubber.Title.Length > 0 ? scrubber.Title : "Frame")}\" "
            + $"aria-valuetext=\"{caption}\">");
        body.Append($"<output>{caption}</output></div>\n");

        var captions = Text(JsonSerializer.Serialize(scrubber.Captions));
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(captions + body)))[..12];
        return $"<style>{Style.Value}</style>\n<div class=\"dn-scrub\" role=\"group\" "
            + $"aria-label=\"{Text(scrubber.Title)}\" data-dn-scrub=\"{id}\" "
            + $"data-captions=\"{captions}\">\n{body}</div>\n<script>{Script.Value.Replace("ID", id)}</script>";
    }

    private static string Pictures(PicturesCell cell, Scrubber scrubber)
    {
        var html = new StringBuilder("<div class=\"dn-cell\">");
        if (cell.Caption.Length > 0)
            html.Append($"<div class=\"dn-cap\">{Text(cell.Caption)}</div>");
        html.Append("<div class=\"dn-frames\">");
        for (var frame = 0; frame < cell.Frames.Count; frame++)
        {
            var drawable = cell.Frames[frame];
            var sheet = (drawable as ImageGrid)?.DrawSheet();
            string[] classes = [.. sheet is null ? [] : new[] { "dn-px" }, .. scrubber.KeyFrames.Contains(frame)
                ? new[] { "dn-key" }
                : [], .. frame == scrubber.Start ? new[] { "dn-on" } : []];
            var label = $"{cell.Caption} {scrubber.Captions[frame]}".Trim();
            html.Append(
                $"<img class=\"{string.Join(' ', classes)}\" style=\"width:{Number(drawable.Size.Width)}px\" "
                + $"alt=\"{Text(label)}\" "
                + $"src=\"{(sheet is null ? DataAddress.Of(drawable.Draw(1.5)) : DataAddress.OfSheet(sheet))}\">\n");
        }
        return html.Append("</div></div>\n").ToString();
    }

    private static string Curve(CurveCell cell, Scrubber scrubber)
    {
        var figure = cell.Figure.Spec();
        var drawn = ChartPainter.Draw(figure, scale: 2);
        var html = new StringBuilder(
            $"<div class=\"dn-cell\"><div class=\"dn-plot\" style=\"width:{Number(figure.Width)}px\">"
            + $"<img alt=\"{Text(cell.Figure.ToString())}\" src=\"{DataAddress.Of(drawn.Picture)}\">");
        foreach (var marks in MovingMarks.Of(figure, drawn, cell.Marks))
        {
            var x = Array.ConvertAll(marks.X, v => Percent(v, figure.Width));
            var left = $"left:{x[scrubber.Start]}%;";
            html.Append(
                $"<i class=\"dn-line\" style=\"{left}top:{Percent(marks.Area.Y, figure.Height)}%;"
                + $"height:{Percent(marks.Area.Height, figure.Height)}%\" data-x=\"{string.Join(',', x)}\"></i>");
            foreach (var (colour, heights) in marks.Dots)
            {
                var y = Array.ConvertAll(heights, v => Percent(v, figure.Height));
                html.Append(
                    $"<i class=\"dn-dot\" style=\"{left}top:{y[scrubber.Start]}%;background:{colour}\" "
                    + $"data-x=\"{string.Join(',', x)}\" data-y=\"{string.Join(',', y)}\"></i>");
            }
        }
        return html.Append("</div></div>\n").ToString();
    }

    /// <summary>
    /// The figure once, a sheet for the script to draw the dots on, and the key frames for a page without it.
    /// </summary>
    private static string Dots(MovingDots dots, Scrubber scrubber)
    {
        var figure = dots.Figure;
        var drawn = ChartPainter.Draw(figure, scale: 2);
        var (area, limits) = (drawn.Areas[0], drawn.Limits[0]);
        var frames = string.Join(' ',
            Enumerable.Range(0, dots.Frames.Count).Select(frame => Convert.ToBase64String(dots.Encode(frame, limits))));
        var place = $"left:{Percent(area.X, figure.Width)}%;top:{Percent(area.Y, figure.Height)}%;"
            + $"width:{Percent(area.Width, figure.Width)}%;height:{Percent(area.Height, figure.Height)}%";
        var html = new StringBuilder(
            $"<div class=\"dn-cell\"><div class=\"dn-plot\" style=\"width:{Number(figure.Width)}px\">"
            + $"<img alt=\"{Text(figure.Title)}\" src=\"{DataAddress.Of(drawn.Picture)}\">");
        html.Append(
            $"<canvas class=\"dn-dots\" style=\"{place}\" data-colour=\"{dots.Colour}\" "
            + $"data-size=\"{Number(dots.Size)}\" data-frames=\"{frames}\"></canvas></div>");
        html.Append("<div class=\"dn-still\">");
        foreach (var key in scrubber.KeyFrames)
            html.Append(
                $"<img alt=\"{Text(scrubber.Captions[key])}\" "
                + $"src=\"{DataAddress.Of(ChartPainter.Draw(dots.StampAt(key), scale: 0.6).Picture)}\">\n");
        return html.Append("</div></div>\n").ToString();
    }

    private static string Percent(double part, double whole) => double.IsFinite(part) ? Number(100 * part / whole) : "";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ScrubberPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(
                $"'{name}' is not embedded in Diffusion.Notebooks.dll. Rebuild lib/Diffusion.Notebooks."));
        return reader.ReadToEnd().TrimEnd();
    }
}
