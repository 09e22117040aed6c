using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using NotebookKernel;

namespace Course.Book;

/// <summary>What the index says about a notebook.</summary>
/// <param name="Title">Its first heading, else its file's name.</param>
/// <param name="Summary">Its question, else the beginning of its first paragraph, as HTML; may be empty.</param>
/// <param name="Picture">The first picture it shows, or null.</param>
public sealed partial record Chapter(string Title, string Summary, Picture? Picture)
{
    private const int SummaryLength = 160;

    /// <summary>Reads title, first paragraph and first picture.</summary>
    public static Chapter Of(NotebookDocument notebook, string nameWhenUntitled)
    {
        string? title = null, question = null, summary = null;
        foreach (var cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown))
        {
            foreach (var block in Markdown.Parse(cell.Source, MarkdownRenderer.Pipeline))
            {
                if (block is HeadingBlock { Level: 1 } heading) title ??= MarkdownRenderer.PlainText(heading.Inline);
                if (block is not ParagraphBlock paragraph) continue;
                question ??= QuestionOf(paragraph);
                summary ??= MarkdownRenderer.PlainHtml(paragraph.Inline, SummaryLength);
            }
            if (title is not null && question is not null) break;
        }
        title = LeadingNumber().Replace(title ?? nameWhenUntitled, "");
        return new Chapter(title, question ?? summary ?? "", Course.Book.Picture.FirstIn(notebook));
    }

    private static string? QuestionOf(ParagraphBlock paragraph)
    {
        const string opening = "The question: ";
        var html = MarkdownRenderer.PlainHtml(paragraph.Inline, opening.Length + SummaryLength);
        return html.StartsWith(opening, StringComparison.Ordinal) && html.Length > opening.Length
            ? char.ToUpperInvariant(html[opening.Length]) + html[(opening.Length + 1)..]
            : null;
    }

    /// <summary>The index shows the number itself; a title may repeat it.</summary>
    [GeneratedRegex(@"^\s*(?:Notebook\s+)?\d+\s*[.:\-–·]?\s+", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingNumber();
}
