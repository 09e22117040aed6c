using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using NotebookKernel;

namespace Course.Book;

/// <summary>What the index says about a notebook.</summary>
/// <param name="Title">Its first heading, else its file's name.</param>
/// <param name="Summary">Its first paragraph as plain text; may be empty.</param>
/// <param name="Picture">The first picture it shows, or null.</param>
public sealed partial record Chapter(string Title, string Summary, Picture? Picture)
{
    /// <summary>Reads title, first paragraph and first picture.</summary>
    public static Chapter Of(NotebookDocument notebook, string nameWhenUntitled)
    {
        string? title = null, summary = null;
        foreach (var cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown))
        {
            foreach (var block in Markdown.Parse(cell.Source))
            {
                if (block is HeadingBlock { Level: 1 } heading) title ??= MarkdownRenderer.PlainText(heading.Inline);
                else if (block is ParagraphBlock paragraph) summary ??= MarkdownRenderer.PlainText(paragraph.Inline);
            }
            if (title is not null && summary is not null) break;
        }
        title = LeadingNumber().Replace(title ?? nameWhenUntitled, "");
        return new Chapter(title, summary?.Replace("$", "") ?? "", Course.Book.Picture.FirstIn(notebook));
    }

    /// <summary>The index shows the number itself; a title may repeat it.</summary>
    [GeneratedRegex(@"^\s*(?:Notebook\s+)?\d+\s*[.:\-–·]?\s+", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingNumber();
}
