using System.Globalization;
using System.Net;

namespace Diffusion.Notebooks;

/// <summary>One look at a progress bar.</summary>
/// <param name="what">What is going on.</param>
/// <param name="done">Steps done.</param>
/// <param name="total">All steps.</param>
/// <param name="loss">The last loss.</param>
/// <param name="elapsed">The time since the start; null at the end, when no time is shown.</param>
/// <param name="unit">What is counted.</param>
internal sealed class ProgressBar(
    string what, int done, int total, double? loss, TimeSpan? elapsed, string unit = "steps") : Rich
{
    private const double Width = 560;
    private const double BarWidth = 200;

    private double Part => Math.Clamp((double)done / total, 0, 1);

    private string Colour => elapsed is null && done >= total ? Palette.Good : Palette.Of(0);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = (elapsed, done >= total) switch
        {
            (null, true) => $"{what}: {done} {unit}",
            (null, false) => $"{what}: stopped after {done} of {total} {unit}",
            _ => $"{what}: {done} of {total}",
        };
        if (loss is { } value)
            text += $", loss {value.ToString("G4", CultureInfo.InvariantCulture)}";
        if (elapsed is { TotalSeconds: > 0 } time && done > 0)
        {
            var speed = done / time.TotalSeconds;
            text +=
                string.Create(CultureInfo.InvariantCulture,
                    $", {(speed >= 10 ? Math.Round(speed) : Math.Round(speed, 2))} {unit}/s, "
                    + $"{Left((total - done) / speed)} left");
        }
        return text;
    }

    private protected override IReadOnlyDictionary<string, string> CreateBundle() => new Dictionary<string, string>
    {
        [MimeType.Html] = ToHtml(),
        [MimeType.Png] = DrawPng(),
        [MimeType.Text] = ToString(),
    };

    private string ToHtml()
    {
        var percent = Math.Round(100 * Part, 1).ToString(CultureInfo.InvariantCulture);
        return $"<div role=\"progressbar\" aria-valuemin=\"0\" aria-valuemax=\"{total}\" aria-valuenow=\"{done}\" "
            + $"aria-label=\"{WebUtility.HtmlEncode(what)}\" "
            + "style=\"display:flex;align-items:center;gap:12px;font:13px 'DejaVu "
            + "Sans',Verdana,sans-serif;padding:4px 0\">"
            + "<div "
            + $"style=\"flex:none;width:{BarWidth}px;height:10px;border-radius:5px;background:#ddd;overflow:hidden\">"
            + $"<div style=\"width:{percent}%;height:100%;background:{Colour}\"></div></div>"
            + $"<span>{WebUtility.HtmlEncode(ToString())}</span></div>";
    }

    private string DrawPng()
    {
        using var canvas = new Canvas(
            Math.Max(Width, BarWidth + 20 + Canvas.MeasureText(ToString(), 13)), 26, scale: 2);
        canvas.FillRectangle(0, 8, BarWidth, 10, "#DDDDDD", radius: 5);
        if (Part > 0)
            canvas.FillRectangle(0, 8, Math.Max(10, BarWidth * Part), 10, Colour, radius: 5);
        canvas.DrawText(ToString(), BarWidth + 12, 18, 13);
        return Convert.ToBase64String(PngFile.Encode(canvas.ToPicture(), exact: false));
    }

    private static string Left(double seconds) => seconds switch
    {
        < 90 => $"{Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture)} s",
        < 5400 => $"{Math.Round(seconds / 60).ToString(CultureInfo.InvariantCulture)} min",
        _ => $"{Math.Round(seconds / 3600, 1).ToString(CultureInfo.InvariantCulture)} h",
    };
}
