using System.Net;
using System.Text;

namespace Diffusion.Notebooks;

/// <summary>A small coloured card: a title and some lines. It looks the same as HTML and as a picture.</summary>
/// <param name="Colour">Of the bar at the left and of the title.</param>
/// <param name="Title">One line, bold.</param>
/// <param name="Lines">Below the title; long ones are broken.</param>
internal sealed record Card(string Colour, string Title, IReadOnlyList<string> Lines)
{
    private const double Width = 720;
    private const double Inset = 18;
    private const double TitleSize = 14;
    private const double TextSize = 13;
    private const double LineHeight = 20;

    /// <summary>Opens the HTML of a card; the caller closes it with <c>&lt;/div&gt;</c>.</summary>
    public static string Open(string colour) =>
        $"<div style=\"max-width:{Width}px;box-sizing:border-box;margin:4px 0;padding:8px 14px;border-left:5px solid "
        + $"{colour};border-radius:4px;background:#f7f7f7;color:{Palette.Ink};font:14px/1.5 'DejaVu "
        + "Sans',Verdana,sans-serif\">";

    /// <summary>The card as HTML.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder(Open(Colour));
        html.Append($"<b style=\"color:{Colour}\">{WebUtility.HtmlEncode(Title)}</b>");
        foreach (var line in Lines)
            html.Append($"<div>{WebUtility.HtmlEncode(line)}</div>");
        return html.Append("</div>").ToString();
    }

    /// <summary>The card as a picture, base64 text of a PNG file.</summary>
    public string ToPng()
    {
        var titles = Wrapped(Title, TitleSize, bold: true).ToList();
        var lines = Lines.SelectMany(line => Wrapped(line, TextSize)).ToList();
        var height = 16 + LineHeight * (titles.Count + lines.Count);
        using var canvas = new Canvas(Width, height, scale: 2);
        canvas.FillRectangle(0, 0, Width, height, "#F7F7F7");
        canvas.FillRectangle(0, 0, 5, height, Colour);
        var baseline = 23.0;
        foreach (var title in titles)
        {
            canvas.DrawText(title, Inset, baseline, TitleSize, Colour, bold: true);
            baseline += LineHeight;
        }
        foreach (var line in lines)
        {
            canvas.DrawText(line, Inset, baseline, TextSize);
            baseline += LineHeight;
        }
        return Convert.ToBase64String(PngFile.Encode(canvas.ToPicture(), exact: false));
    }

    private static IEnumerable<string> Wrapped(string text, double size, bool bold = false)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && Canvas.MeasureText(longer, size, bold) > Width - 2 * Inset)
            {
                yield return line;
                longer = word;
            }
            line = longer;
        }
        yield return line;
    }
}
