using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Course.Book.Maths;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Course.Book;

/// <summary>
/// Markdown as HTML: formulas laid out by KaTeX, C# in colour, links to notebooks as links to their pages.
/// </summary>
public sealed partial class MarkdownRenderer
{
    /// <summary>What Markdown means in a notebook.</summary>
    internal static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseEmphasisExtras().UseFootnotes().UseTaskLists().UseAutoIdentifiers().UseMathematics()
        .Build();

    private readonly List<string> _problems = [];

    /// <summary>Formulas that could not be shown, in words; each also stands in red in the page.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>A heading of level 2.</summary>
    /// <param name="Id">Its place in the page.</param>
    /// <param name="Html">Its words, formulas laid out.</param>
    public sealed record Heading(string Id, string Html);

    /// <summary>Headings of level 2 met so far: the page's table of contents.</summary>
    public List<Heading> Headings { get; } = [];

    /// <summary>All words met so far, for the search.</summary>
    public SearchText Words { get; } = new();

    /// <summary>Renders one piece of Markdown.</summary>
    public string ToHtml(string markdown)
    {
        var document = Markdown.Parse(LongFormula().Replace(markdown, "$$$$\n$1\n$$$$"), Pipeline);
        foreach (var text in document.Descendants<LiteralInline>().Where(IsUnread))
            _problems.Add($"a dollar sign that begins or ends no formula: {text.Content}");
        foreach (var link in document.Descendants<LinkInline>()) link.Url = PageOfNotebook(link.Url);
        foreach (var block in document)
        {
            if (block is HeadingBlock { Level: 2 } heading)
            {
                Headings.Add(new(Unique(heading), PlainHtml(heading.Inline)));
                Words.Begin(Headings[^1].Id, PlainText(heading.Inline));
            }
            else Words.Add(block);
        }
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineFormula(this));
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockFormula(this));
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new ColouredCode());
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>The letters of a run of Markdown, without its marks.</summary>
    public static string PlainText(ContainerInline? inline) =>
        inline is null ? "" : string.Concat(inline.Select(PlainText));

    private static string PlainText(Inline part) => part switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        MathInline math => TextOf(math.Content.ToString()),
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        LineBreakInline => " ",
        ContainerInline container => string.Concat(container.Select(PlainText)),
        _ => "",
    };

    /// <summary>
    /// A run of Markdown as HTML without links and emphasis, formulas laid out: for a list of headings.
    /// </summary>
    /// <param name="inline">The run.</param>
    /// <param name="length">Where it is longer than this many letters, it ends with three dots.</param>
    public static string PlainHtml(ContainerInline? inline, int length = int.MaxValue)
    {
        var html = new StringBuilder();
        var left = length;
        foreach (var part in inline is null ? [] : Leaves(inline))
        {
            if (part is MathInline math)
            {
                html.Append(HtmlOf(math.Content.ToString()));
                left--;
                continue;
            }
            var text = PlainText(part);
            if (text.Length <= left)
            {
                html.Append(WebUtility.HtmlEncode(text));
                left -= text.Length;
                continue;
            }
            var end = text.LastIndexOf(' ', Math.Max(left, 0));
            return html.Append(WebUtility.HtmlEncode(text[..Math.Max(end, 0)].TrimEnd(',', ';', ':')))
                .Append(" …").ToString();
        }
        return html.ToString();
    }

    private static IEnumerable<Inline> Leaves(ContainerInline inline) =>
        inline.SelectMany(part => part is ContainerInline container ? Leaves(container) : [part]);

    private static string TextOf(string formula)
    {
        try
        {
            return FormulaText.Of(formula);
        }
        catch (TexException)
        {
            return formula; // where the formula stands in the page, it is a problem of the book
        }
    }

    private static string HtmlOf(string formula)
    {
        try
        {
            return Katex.ToHtml(formula);
        }
        catch (TexException)
        {
            return WebUtility.HtmlEncode(formula); // as above
        }
    }

    /// <summary>Cells are rendered one by one, so the same heading in two cells would have the same id.</summary>
    private string Unique(HeadingBlock heading)
    {
        var attributes = heading.GetAttributes();
        var id = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id;
        for (var n = 2; Headings.Any(other => other.Id == attributes.Id); n++) attributes.Id = $"{id}-{n}";
        return attributes.Id ??= id;
    }

    /// <summary>A dollar sign that no formula took. One that is meant is written \$.</summary>
    private static bool IsUnread(LiteralInline text) =>
        text.Content.AsSpan()[(text.IsFirstCharacterEscaped ? 1 : 0)..].Contains('$');

    /// <summary>
    /// Front ends take a formula between double dollars on several lines; Markdig wants the dollars on lines of their
    /// own.
    /// </summary>
    [GeneratedRegex(@"^\$\$(?=\S)([^$]*\n[^$]*)\$\$[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex LongFormula();

    private static string? PageOfNotebook(string? url)
    {
        if (url is null || url.Contains(':') || !url.Split('#')[0].EndsWith(".ipynb", StringComparison.Ordinal))
            return url;
        var parts = url.Split('#', 2);
        var page = Path.ChangeExtension(
            parts[0].StartsWith("./", StringComparison.Ordinal) ? parts[0][2..] : parts[0], ".html");
        return parts.Length > 1 ? $"{page}#{parts[1]}" : page;
    }

    private string Formula(string tex, bool display)
    {
        try
        {
            return Katex.ToHtml(tex, display);
        }
        catch (TexException exception)
        {
            _problems.Add(exception.Message);
            return "<code class=\"bad-formula\" "
                + $"title=\"{WebUtility.HtmlEncode(exception.Message)}\">{WebUtility.HtmlEncode(tex)}</code>";
        }
    }

    private sealed class InlineFormula(MarkdownRenderer owner) : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline formula)
        {
            var html = owner.Formula(formula.Content.ToString(), display: formula.DelimiterCount > 1);
            renderer.Write(formula.DelimiterCount > 1 ? $"<span class=\"formula\">{html}</span>" : html);
        }
    }

    private sealed class BlockFormula(MarkdownRenderer owner) : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock formula) => renderer
            .Write("<div class=\"formula\">").Write(owner.Formula(formula.Lines.ToString(), display: true))
            .WriteLine("</div>");
    }

    private sealed class ColouredCode : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            var language = (block as FencedCodeBlock)?.Info ?? "";
            var code = block.Lines.ToString();
            var html = language is "csharp" or "cs" or "c#"
                ? CodeHighlighter.ToHtml(code)
                : WebUtility.HtmlEncode(code);
            renderer.Write("<pre class=\"code\" tabindex=\"0\"><code>").Write(html).WriteLine("</code></pre>");
        }
    }
}
