using Course.Notebooks;

namespace Course.Book;

/// <summary>One line of the index.</summary>
/// <param name="File">The notebook.</param>
/// <param name="Chapter">Its title, summary and picture.</param>
/// <param name="State">How its run went.</param>
/// <param name="PictureFile">Its picture, relative to the index, or null.</param>
/// <param name="HasPage">Whether its page is there to open; during a first run it comes later.</param>
public sealed record IndexEntry(
    NotebookFile File, Chapter Chapter, ChapterState State, string? PictureFile, bool HasPage);

/// <summary>Renders the list of chapters.</summary>
public static class IndexPage
{
    /// <summary>The index as a page; while something runs it loads itself again.</summary>
    /// <param name="entries">The chapters.</param>
    /// <param name="hasReference">Whether the API reference lies beside the book, in <c>api/</c>.</param>
    /// <param name="hasKernels">Whether there is a page about kernels.</param>
    /// <param name="hasSabotages">Whether there is a page about how each claim fails.</param>
    public static string Render(
        IReadOnlyList<IndexEntry> entries, bool hasReference = false, bool hasKernels = false,
        bool hasSabotages = false)
    {
        var running = entries.Any(entry => entry.State.Status is ChapterStatus.Running or ChapterStatus.Waiting);
        var body = $"""
            <header class="cover">
            <h1>{PageLayout.CourseTitle}</h1>
            <p>How diffusion models turn noise into pictures: every claim is an experiment that ran, with algebra only.</p>
            {PageLayout.Tools}
            </header>
            <main id="main" class="index">
            <ol class="chapters">
            {string.Concat(entries.Select(Item))}</ol>
            {(hasReference ? "<p class=\"reference\"><a href=\"api/index.html\">The library's API reference</a></p>" : "")}
            {(hasSabotages ? $"<p><a href=\"{SabotagePage.FileName}\">{SabotagePage.Title}</a></p>" : "")}
            {(hasKernels ? $"<p><a href=\"{KernelsPage.FileName}\">Where the notebooks run</a></p>" : "")}
            </main>
            """;
        return PageLayout.Page(PageLayout.CourseTitle, body, refresh: running);
    }

    private static string Item(IndexEntry entry)
    {
        var picture = entry.PictureFile is { } file
            ? $"<img src=\"{PageLayout.Address(file)}\" alt=\"\" loading=\"lazy\">"
            : "<span class=\"no-picture\" aria-hidden=\"true\"></span>";
        var (kind, words) = Status(entry.State);
        var (open, close) = entry.HasPage
            ? ($"a class=\"chapter\" href=\"{PageLayout.Address(entry.File.Name + ".html")}\"", "a")
            : ("div class=\"chapter\"", "div");
        return $"""
            <li><{open}>
            {picture}
            <div><h2><span class="number">{entry.File.Number}</span> {PageLayout.Text(entry.Chapter.Title)}</h2>
            <p>{entry.Chapter.Summary}</p>
            {(words.Length > 0 ? $"<p class=\"status {kind}\">{PageLayout.Text(words)}</p>" : "")}</div></{close}></li>

            """;
    }

    private static (string Kind, string Words) Status(ChapterState state) => state.Status switch
    {
        ChapterStatus.Passed => ("passed", $"Ran in {TimeText.Said(state.Seconds)}"),
        ChapterStatus.Failed => ("failed", state.Message ?? "Failed"),
        ChapterStatus.Running => ("running", "Running now"),
        ChapterStatus.Waiting => ("waiting", "Waiting"),
        _ => ("not-run", ""),
    };
}
