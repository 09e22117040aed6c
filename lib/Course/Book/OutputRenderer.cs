using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKernel;

namespace Course.Book;

/// <summary>
/// What a cell showed, as HTML. Of the forms an output comes in, the page takes the richest it can show.
/// </summary>
/// <param name="markdown">Renders outputs that are Markdown, and knows the heading that an output stands under.</param>
public sealed partial class OutputRenderer(MarkdownRenderer markdown)
{
    private int _figures;

    /// <summary>The type of an interactive chart.</summary>
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>The type of a diagram.</summary>
    public const string Mermaid = "text/vnd.mermaid";

    private readonly SortedSet<string> _scripts = new(StringComparer.Ordinal);

    /// <summary>The scripts that the page needs for what was rendered.</summary>
    public IReadOnlyCollection<string> Scripts => _scripts;

    /// <summary>All outputs of a cell; writes to the same stream that follow each other become one block.</summary>
    public string ToHtml(IReadOnlyList<CellOutput> outputs)
    {
        var html = new StringWriter();
        for (var i = 0; i < outputs.Count; i++)
        {
            switch (outputs[i])
            {
                case StreamOutput stream:
                    var text = new StreamText();
                    text.Append(stream.Text);
                    while (i + 1 < outputs.Count && outputs[i + 1] is StreamOutput next && next.Name == stream.Name)
                    {
                        text.Append(next.Text);
                        i++;
                    }
                    html.Write(Stream(stream.Name, text.ToString()));
                    break;
                case DisplayOutput display:
                    html.Write(Display(display));
                    break;
                case ErrorOutput error:
                    html.Write(Error(error));
                    break;
            }
        }
        return html.ToString();
    }

    private static string Stream(string name, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "";
        var label = name == "stderr" ? " stderr\" role=\"note\" aria-label=\"Written to the error stream" : "";
        return $"<pre class=\"output text{label}\" tabindex=\"0\">{TerminalText.ToHtml(text.TrimEnd('\n'))}</pre>\n";
    }

    private static string Error(ErrorOutput error)
    {
        var heading = error.Name is "" or "Error" ? error.Message : $"{error.Name}: {error.Message}";
        var trace = string.Join('\n', error.Traceback);
        var details = TerminalText.WithoutEscapes(trace).Trim() is { Length: > 0 } plain && plain != heading.Trim()
            ? $"<pre tabindex=\"0\">{TerminalText.ToHtml(trace)}</pre>"
            : "";
        return "<div class=\"output error\" role=\"group\" aria-label=\"Error\">"
            + $"<p>{TerminalText.ToHtml(heading)}</p>{details}</div>\n";
    }

    private string Display(DisplayOutput output)
    {
        var picture = Picture.In(output);
        var words = output.Text("text/plain");
        if (output.Data.GetValueOrDefault(Plotly) is { } chart) return Chart(chart, picture, words);
        if (output.Text(Mermaid) is { } diagram) return Diagram(diagram);
        if (output.Text("text/html") is { } page)
        {
            if (picture is null || !page.Contains("<script", StringComparison.OrdinalIgnoreCase))
                return $"<div class=\"output html\">{page}</div>\n";
            // What shows a picture of its own until its script runs needs no second one.
            var hasStill = Script().Replace(page, "").Contains("<img", StringComparison.OrdinalIgnoreCase);
            return Figure("html", hasStill ? page : $"{page}<noscript>{picture.ToHtml()}</noscript>",
                FigureCaption.OfWords(words));
        }
        if (output.Text("image/svg+xml") is { } svg) return Figure("picture", svg, FigureCaption.OfWords(words));
        if (picture is not null) return Figure("picture", picture.ToHtml(), FigureCaption.OfWords(words));
        if (output.Text("text/markdown") is { } marked)
            return $"<div class=\"output prose\">{markdown.ToHtml(marked)}</div>\n";
        if (output.Text("text/latex") is { } latex)
            return $"<div class=\"output prose\">{markdown.ToHtml(latex)}</div>\n";
        if (words is not null)
            return $"<pre class=\"output text\" tabindex=\"0\">{TerminalText.ToHtml(StreamText.Of(words))}</pre>\n";
        var names = string.Join(", ", output.Data.Keys);
        return $"<p class=\"output note\">An output that this book cannot show: {WebUtility.HtmlEncode(names)}.</p>\n";
    }

    /// <summary>
    /// The diagram's text, which the script replaces by the diagram; without the script it can still be read.
    /// </summary>
    private string Diagram(string text)
    {
        _scripts.Add(MermaidScript.FileName);
        return "<figure class=\"output picture\">"
            + $"<pre class=\"mermaid\" tabindex=\"0\">{WebUtility.HtmlEncode(text)}</pre></figure>\n";
    }

    private string Chart(JsonNode chart, Picture? picture, string? words)
    {
        _scripts.Add("plotly.min.js");
        // Inside a script element only "<" could end the data early.
        var data = chart.ToJsonString().Replace("<", "\\u003c");
        var label = WebUtility.HtmlEncode(words?.Trim() ?? picture?.AlternativeText ?? "Chart");
        return Figure("chart", $"""

            <div class="plot" role="img" aria-label="{label}">{picture?.ToHtml()}</div>
            <script type="application/json">{data}</script>

            """, FigureCaption.OfChart(chart));
    }

    /// <summary>
    /// A figure with its number, by which one may link to it, and what it is called, if it is called anything.
    /// </summary>
    private string Figure(string kind, string html, string? caption)
    {
        var id = $"figure-{++_figures}";
        var words = caption is null ? markdown.Headings.LastOrDefault()?.Html : WebUtility.HtmlEncode(caption);
        return $"<figure class=\"output {kind}\" id=\"{id}\">{html}"
            + $"<figcaption><a href=\"#{id}\">Figure "
            + $"{_figures}</a>{(words is null ? "" : " " + words)}</figcaption></figure>\n";
    }

    [GeneratedRegex("<script.*?</script>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Script();
}
