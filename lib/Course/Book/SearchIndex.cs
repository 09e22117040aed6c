using System.Text.Json;
using Course.Notebooks;

namespace Course.Book;

/// <summary>
/// The words of all chapters as a script: a page that is opened from a file may load scripts, but may not read files.
/// </summary>
public static class SearchIndex
{
    /// <summary>Its path in the book's folder.</summary>
    public const string Path = "assets/search-index.js";

    /// <summary>The script.</summary>
    /// <param name="chapters">Notebook, title and sections of each chapter.</param>
    public static string Write(IEnumerable<(NotebookFile File, string Title, SearchText Words)> chapters)
    {
        var sections = chapters.SelectMany(chapter => chapter.Words.Sections.Select(section => new
        {
            page = PageLayout.Address(chapter.File.Name + ".html") + (section.Id.Length > 0 ? "#" + section.Id : ""),
            chapter = $"{chapter.File.Number} {chapter.Title}".Trim(),
            heading = section.Heading,
            prose = string.Join(' ', section.Prose),
            code = string.Join('\n', section.Code),
        }));
        // The serializer escapes "<" and all that is not ASCII, so that the text cannot end the script early.
        return $"\"use strict\";\nwindow.bookSections = {JsonSerializer.Serialize(sections)};\n";
    }
}
