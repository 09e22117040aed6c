using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKernel;

/// <summary>
/// What a reader of HTML sees, as plain text: tables in columns, of a tree of properties its first line. So a value is
/// asked once what it holds (a lazy sequence computes each time), and both forms of it say the same.
/// </summary>
internal sealed partial class HtmlText
{
    private static readonly HashSet<string> Blocks =
        ["div", "p", "li", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "section", "figure",
            "details", "summary"];

    private readonly Stack<Frame> _frames = new([new Frame("")]);
    private int _verbatim;

    private HtmlText()
    {
    }

    /// <summary>The text of a piece of HTML; scripts and style sheets have none.</summary>
    public static string Of(string html)
    {
        var reader = new HtmlText();
        var from = 0;
        foreach (Match tag in Tag().Matches(html))
        {
            reader.Write(html[from..tag.Index]);
            from = tag.Index + tag.Length;
            if (tag.Groups["name"] is { Length: > 0 } name)
                reader.Take(name.Value.ToLowerInvariant(), isEnd: tag.Groups["end"].Length > 0, tag.Value);
        }
        reader.Write(html[from..]);
        while (reader._frames.Count > 1)
            reader.Close();
        return reader._frames.Peek().Text.ToString().Trim('\n', ' ');
    }

    private void Take(string name, bool isEnd, string tag)
    {
        if (name == "pre")
            _verbatim = Math.Max(0, _verbatim + (isEnd ? -1 : 1));
        if (name == "br" || Blocks.Contains(name))
            _frames.Peek().EndLine(isForced: name == "br");
        if (name is "table" or "tr" or "td" or "th" || (name == "details" && (isEnd || tag.Contains("dni-treeview"))))
        {
            if (!isEnd)
                Open(name);
            else
                while (_frames.Any(frame => frame.Name == name) && Close() != name)
                {
                }
        }
        else if (name == "summary" && isEnd)
        {
            _frames.Peek().Summary ??= _frames.Peek().Text.ToString();
        }
        else if (name == "li" && !isEnd)
        {
            _frames.Peek().Text.Append("- ");
        }
    }

    /// <summary>Begins a part; a new cell or row ends the one before it, whose end tag HTML lets be left out.</summary>
    private void Open(string name)
    {
        if ((name is "td" or "th" or "tr") && (_frames.Peek().Name is "td" or "th"))
            Close();
        if (name == "tr" && _frames.Peek().Name == "tr")
            Close();
        _frames.Push(new Frame(name));
    }

    /// <summary>Ends the innermost part, and gives what it says to the one around it.</summary>
    private string Close()
    {
        var inner = _frames.Pop();
        var outer = _frames.Peek();
        switch (inner.Name)
        {
            case "td" or "th":
                outer.Cells.Add(Whitespace().Replace(inner.Text.ToString(), " ").Trim());
                break;
            case "tr" when inner.Cells.Count > 0:
                outer.Rows.Add(inner.Cells);
                break;
            case "table":
                outer.EndLine();
                outer.Text.Append(InColumns(inner.Rows));
                outer.EndLine();
                break;
            case "details":
                outer.Text.Append((inner.Summary ?? inner.Text.ToString()).Trim());
                outer.EndLine();
                break;
        }
        return inner.Name;
    }

    private void Write(string text)
    {
        var into = _frames.Peek().Text;
        if (_verbatim == 0)
        {
            text = Whitespace().Replace(text, " ");
            if (into.Length == 0 || char.IsWhiteSpace(into[^1]))
                text = text.TrimStart();
        }
        into.Append(WebUtility.HtmlDecode(text));
    }

    private static string InColumns(List<List<string>> rows)
    {
        var columns = rows.Select(row => row.Count).DefaultIfEmpty(0).Max();
        var widths = Enumerable.Range(0, columns)
            .Select(column => rows.Where(row => column < row.Count).Max(row => row[column].Length)).ToList();
        return string.Join('\n', rows.Select(row =>
            string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }

    [GeneratedRegex(
        """<!--.*?-->|<(?<hidden>script|style)\b.*?</\k<hidden>\s*>"""
        + """|<(?<end>/?)(?<name>[a-z][a-z0-9]*)\b(?:"[^"]*"|'[^']*'|[^'">])*>""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    /// <summary>An element that gathers what is in it.</summary>
    private sealed class Frame(string name)
    {
        public string Name => name;

        public StringBuilder Text { get; } = new();

        public string? Summary { get; set; }

        public List<string> Cells { get; } = [];

        public List<List<string>> Rows { get; } = [];

        public void EndLine(bool isForced = false)
        {
            while (Text.Length > 0 && Text[^1] == ' ')
                Text.Length--;
            if (isForced || (Text.Length > 0 && Text[^1] != '\n'))
                Text.Append('\n');
        }
    }
}
