using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Course;

/// <summary>Text as a program wrote it to a terminal: carriage returns, backspaces and colour codes.</summary>
public static partial class TerminalText
{
    /// <summary>
    /// What a terminal shows in the end: a line rewritten after a carriage return shows its last state.
    /// </summary>
    public static string Settle(string text)
    {
        if (!text.Contains('\r') && !text.Contains('\b')) return text;
        return string.Join('\n', text.Replace("\r\n", "\n").Split('\n').Select(SettleLine));
    }

    /// <summary>The text without any escape sequence.</summary>
    public static string WithoutEscapes(string text) => EscapeSequence().Replace(text, "");

    /// <summary>HTML with a <c>span</c> for each colour or weight; other escape sequences are left out.</summary>
    public static string ToHtml(string text)
    {
        text = Settle(text);
        var html = new StringBuilder(text.Length + 64);
        var style = new SortedSet<string>(StringComparer.Ordinal);
        var from = 0;
        foreach (Match escape in EscapeSequence().Matches(text))
        {
            Append(html, style, text[from..escape.Index]);
            from = escape.Index + escape.Length;
            if (escape.Value.EndsWith('m')) Apply(style, escape.Groups["codes"].Value);
        }
        Append(html, style, text[from..]);
        return html.ToString();
    }

    private static string SettleLine(string line)
    {
        var cells = new List<char>(line.Length);
        var at = 0;
        foreach (var c in line)
        {
            if (c == '\r') at = 0;
            else if (c == '\b') at = Math.Max(0, at - 1);
            else if (at < cells.Count) cells[at++] = c;
            else
            {
                cells.Add(c);
                at++;
            }
        }
        return new string([.. cells]);
    }

    private static void Append(StringBuilder html, SortedSet<string> style, string text)
    {
        if (text.Length == 0) return;
        var encoded = WebUtility.HtmlEncode(text);
        if (style.Count == 0) html.Append(encoded);
        else html.Append($"<span class=\"{string.Join(' ', style)}\">{encoded}</span>");
    }

    private static void Apply(SortedSet<string> style, string codes)
    {
        foreach (var code in codes.Split(';').Select(code => int.TryParse(code, out var number) ? number : 0))
        {
            if (code == 0) style.Clear();
            else if (code == 1) style.Add("ansi-bold");
            else if (code == 22) style.Remove("ansi-bold");
            else if (code is 38 or 48) return; // 256-colour codes bring their own arguments: shown without colour
            else if (code is (>= 30 and <= 37) or 39 or (>= 90 and <= 97))
            {
                style.RemoveWhere(name => name.StartsWith("ansi-colour", StringComparison.Ordinal));
                if (code != 39) style.Add($"ansi-colour-{code % 10}");
            }
        }
    }

    [GeneratedRegex(@"\x1b(?:\[(?<codes>[0-9;?]*)[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")]
    private static partial Regex EscapeSequence();
}
