using System.Net;
using Course.Book.Maths;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Course.Book;

/// <summary>Markdown as HTML: formulas as MathML, C# in colour, links to notebooks as links to their pages.</summary>
public sealed class MarkdownRenderer
{
    private readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseEmphasisExtras().UseFootnotes().UseTaskLists().UseAutoIdentifiers().UseMathematics()
        .Build();

    private readonly List<string> _problems = [];

    /// <summary>Formulas that could not be shown, in words; each also stands in red in the page.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Headings of level 2 met so far, as (id, text): the page's table of contents.</summary>
    public List<(string Id, string Text)> Headings { get; } = [];

    /// <summary>Renders one piece of Markdown.</summary>
    public string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, _pipeline);
        foreach (var link in document.Descendants<LinkInline>()) link.Url = PageOfNotebook(link.Url);
        foreach (var heading in document.Descendants<HeadingBlock>().Where(heading => heading.Level == 2))
            Headings.Add((Unique(heading), PlainText(heading.Inline)));
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        _pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineFormula(this));
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockFormula(this));
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new ColouredCode());
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>The letters of a run of Markdown, without its marks.</summary>
    public static string PlainText(ContainerInline? inline)
    {
        if (inline is null) return "";
        return string.Concat(inline.Select(part => part switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            MathInline math => math.Content.ToString(),
            LineBreakInline => " ",
            ContainerInline container => PlainText(container),
            _ => "",
        }));
    }

    /// <summary>Cells are rendered one by one, so the same heading in two cells would have the same id.</summary>
    private string Unique(HeadingBlock heading)
    {
        var attributes = heading.GetAttributes();
        var id = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id;
        for (var n = 2; Headings.Any(other => other.Id == attributes.Id); n++) attributes.Id = $"{id}-{n}";
        return attributes.Id ??= id;
    }

    private static string? PageOfNotebook(string? url)
    {
        if (url is null || url.Contains(':') || !url.Split('#')[0].EndsWith(".ipynb", StringComparison.Ordinal)) return url;
        var parts = url.Split('#', 2);
        var page = Path.ChangeExtension(parts[0].StartsWith("./", StringComparison.Ordinal) ? parts[0][2..] : parts[0], ".html");
        return parts.Length > 1 ? $"{page}#{parts[1]}" : page;
    }

    private string Formula(string tex, bool display)
    {
        try
        {
            return TexToMathMl.Convert(tex, display);
        }
        catch (TexException exception)
        {
            _problems.Add(exception.Message);
            return $"<code class=\"bad-formula\" title=\"{WebUtility.HtmlEncode(exception.Message)}\">{WebUtility.HtmlEncode(tex)}</code>";
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
            .Write("<div class=\"formula\">").Write(owner.Formula(formula.Lines.ToString(), display: true)).WriteLine("</div>");
    }

    private sealed class ColouredCode : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            var language = (block as FencedCodeBlock)?.Info ?? "";
            var code = block.Lines.ToString();
            var html = language is "csharp" or "cs" or "c#" ? CodeHighlighter.ToHtml(code) : WebUtility.HtmlEncode(code);
            renderer.Write("<pre class=\"code\" tabindex=\"0\"><code>").Write(html).WriteLine("</code></pre>");
        }
    }
}
