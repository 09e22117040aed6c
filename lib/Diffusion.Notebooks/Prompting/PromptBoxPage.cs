using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Diffusion.Notebooks;

/// <summary>
/// Writes a prompt box as HTML: all pictures on one sheet, a list of words in each gap of the sentence.
/// </summary>
/// <remarks>
/// Without the script the page shows the first sentence's picture, and below it the still, which is all that is left
/// where a viewer takes styles away as well. The id is a hash of the content, so that the same box is always the same
/// text.
/// </remarks>
internal static class PromptBoxPage
{
    private const int Columns = 24;
    private const int Side = 256;

    private static readonly Lazy<string> Style = new(() => Resource("prompt-box.css"));
    private static readonly Lazy<string> Script = new(() => Resource("prompt-box.js"));

    /// <summary>The HTML of a prompt box.</summary>
    /// <param name="box">The box.</param>
    /// <param name="still">A table of its pictures; the script takes it away.</param>
    public static string Write(PromptBox box, Picture still)
    {
        var (pictures, first) = (box.Pictures, box.Pictures[0]);
        var columns = Math.Min(Columns, pictures.Count);
        var rows = (pictures.Count + columns - 1) / columns;
        // So large that a picture is about 256 pixels wide, in whole pixels of its own.
        var enlarged = Math.Max(1, Side / first.Width);
        var (width, height) = (first.Width * enlarged, first.Height * enlarged);
        var body = new StringBuilder($"<div class=\"dn-title\">{Text(box.Title)}</div>\n<div class=\"dn-words\">");
        body.Append(PromptBox.GapName().Replace(Text(box.Sentence), match => Choice(box, match)));
        body.Append(
            $"</div>\n<div class=\"dn-drawn\" role=\"img\" aria-label=\"{Text(box.Sentences()[0])}\" "
            + $"data-columns=\"{columns}\" ");
        body.Append(
            $"style=\"width:{width}px;height:{height}px;background-size:{width * columns}px {height * rows}px;");
        body.Append($"background-image:url({DataAddress.OfSheet(Sheet(pictures, columns, rows))})\"></div>\n");
        body.Append($"<img class=\"dn-still\" alt=\"{Text(box.ToString())}\" src=\"{DataAddress.Of(still)}\">\n");
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToString())))[..12];
        return $"<style>{Style.Value}</style>\n<div class=\"dn-prompt\" role=\"group\" "
            + $"aria-label=\"{Text(box.Title)}\" "
            + $"data-dn-prompt=\"{id}\">\n{body}</div>\n<script>{Script.Value.Replace("ID", id)}</script>";
    }

    private static string Choice(PromptBox box, Match match)
    {
        var name = WebUtility.HtmlDecode(match.Groups[1].Value);
        var index = box.Gaps.ToList().FindIndex(gap => gap.Name == name);
        var words = box.Gaps[index].Words;
        // How far apart two neighbouring words of this gap lie in the list of all sentences.
        var stride = box.Gaps.Skip(index + 1).Aggregate(1, (product, gap) => product * gap.Words.Length);
        var options = string.Concat(words.Select((word, i) => $"<option value=\"{i * stride}\">{Text(word)}</option>"));
        return $"<select aria-label=\"{Text(name)}\">{options}</select>";
    }

    private static Picture Sheet(IReadOnlyList<Picture> pictures, int columns, int rows)
    {
        var (width, height) = (pictures[0].Width, pictures[0].Height);
        var rgb = new byte[3 * width * columns * height * rows];
        for (var i = 0; i < pictures.Count; i++)
            for (var y = 0; y < height; y++)
            {
                var to = 3 * (((i / columns * height) + y) * width * columns + (i % columns * width));
                pictures[i].Rgb.AsSpan(3 * y * width, 3 * width).CopyTo(rgb.AsSpan(to));
            }
        return new Picture(width * columns, height * rows, rgb);
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(PromptBoxPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(
                $"'{name}' is not embedded in Diffusion.Notebooks.dll. Rebuild lib/Diffusion.Notebooks."));
        return reader.ReadToEnd().TrimEnd();
    }
}
