using Course.Notebooks;
using NotebookKernel;

namespace Course.Book;

/// <summary>Renders one notebook as a page.</summary>
public static class NotebookPage
{
    /// <summary>The page, and what could not be shown in it.</summary>
    /// <param name="Html">The whole page.</param>
    /// <param name="Problems">Formulas that could not be shown, in words.</param>
    /// <param name="Words">What a search finds in it.</param>
    public sealed record Result(string Html, IReadOnlyList<string> Problems, SearchText Words);

    /// <summary>A chapter beside this one.</summary>
    /// <param name="File">Its notebook.</param>
    /// <param name="Title">Its title.</param>
    public sealed record Neighbour(NotebookFile File, string Title);

    /// <summary>
    /// Renders <paramref name="notebook"/> with the solutions of its exercises folded away under them.
    /// </summary>
    public static Result Render(
        NotebookFile file, NotebookDocument notebook, ChapterState state, ExerciseSolutions solutions,
        Neighbour? previous = null, Neighbour? next = null, Repository? repository = null)
    {
        var chapter = Chapter.Of(notebook, file.PlainName);
        var markdown = new MarkdownRenderer();
        var outputs = new OutputRenderer(markdown);
        var article = new StringWriter();
        foreach (var cell in notebook.Cells)
        {
            if (cell.Kind == CellKind.Markdown)
                article.Write($"<section class=\"prose\">{markdown.ToHtml(cell.Source)}</section>\n");
            if (cell.Kind != CellKind.Code) continue;
            markdown.Words.AddCode(cell.Source);
            article.Write(CodeCell(cell, outputs, solutions));
        }
        var body = $"""
            <header class="bar"><nav aria-label="Course"><a href="index.html">{PageLayout.CourseTitle}</a>
            <span aria-hidden="true">/</span> <span>{file.Number} {PageLayout.Text(chapter.Title)}</span></nav>
            {PageLayout.Tools}</header>
            <div class="columns">
            {Contents(markdown)}<main id="main">
            {Note(state)}{Actions(file, repository)}<article>
            {article}</article>
            {Neighbours(previous, next)}</main>
            </div>
            """;
        var title = $"{file.Number} {chapter.Title} – {PageLayout.CourseTitle}".Trim();
        var isRunning = state.Status == ChapterStatus.Running;
        return new Result(
            PageLayout.Page(title, body, outputs.Scripts, refresh: isRunning), markdown.Problems, markdown.Words);
    }

    /// <summary>What a link to a cell names.</summary>
    /// <param name="cell">The cell's id.</param>
    public static string CellAnchor(string cell) => "cell-" + PageLayout.Address(cell);

    private static string CodeCell(NotebookCell cell, OutputRenderer outputs, ExerciseSolutions solutions)
    {
        var isExercise = cell.Source.Contains("// TODO", StringComparison.Ordinal);
        var label = isExercise ? "<p class=\"exercise-label\">Exercise: your turn</p>" : "";
        var code = string.IsNullOrWhiteSpace(cell.Source)
            ? ""
            : """<div class="input"><pre class="code" tabindex="0"><code>"""
                + $"{CodeHighlighter.ToHtml(cell.Source)}</code></pre></div>";
        return $"""
            <div class="cell{(isExercise ? " exercise" : "")}" id="{CellAnchor(cell.Id)}" role="group" aria-label="{(isExercise ? "Exercise" : "Code")}">
            {label}{code}
            {outputs.ToHtml(cell.Outputs)}{Solution(solutions.For(cell.Id))}</div>

            """;
    }

    private static string Solution(string? code) => code is null ? "" : $"""
        <details class="solution"><summary>A solution</summary>
        <div class="input"><pre class="code" tabindex="0"><code>{CodeHighlighter.ToHtml(code)}</code></pre></div></details>

        """;

    private static string Contents(MarkdownRenderer markdown)
    {
        if (markdown.Headings.Count < 2) return "";
        var items = markdown.Headings.Select(heading => $"<li><a href=\"#{heading.Id}\">{heading.Html}</a></li>");
        return "<nav class=\"contents\" aria-label=\"On this page\"><details open><summary>On this page</summary>"
            + $"<ul>{string.Concat(items)}</ul></details></nav>\n";
    }

    /// <summary>What a reader who wants to run the chapter needs.</summary>
    private static string Actions(NotebookFile file, Repository? repository)
    {
        var codespaces =
            repository is null ? "" : $"<a href=\"{PageLayout.Text(repository.Codespaces)}\">Open in Codespaces</a>\n";
        return $"""
            <p class="actions">{codespaces}<a href="{PageLayout.Address($"notebooks/{file.Name}.ipynb")}" download>Download this notebook</a></p>

            """;
    }

    private static string Note(ChapterState state) => state.Status switch
    {
        ChapterStatus.Failed => "<p class=\"banner failed\" "
            + $"role=\"alert\">{PageLayout.Text(state.Message ?? "This notebook failed.")}</p>\n",
        ChapterStatus.Passed => $"<p class=\"banner\">Ran on this computer in {TimeText.Said(state.Seconds)}.</p>\n",
        ChapterStatus.Running =>
            "<p class=\"banner\">Running now: this is what it has shown so far. The page loads itself again.</p>\n",
        _ => "<p class=\"banner\">Shown with the outputs that come with the course, not run on this computer.</p>\n",
    };

    private static string Neighbours(Neighbour? previous, Neighbour? next) => $"""
        <nav class="neighbours" aria-label="Chapters">
        {Link(previous, "Previous", "prev", "ArrowLeft", "←")}{Link(next, "Next", "next", "ArrowRight", "→")}</nav>

        """;

    private static string Link(Neighbour? chapter, string word, string relation, string key, string sign) =>
        chapter is null
            ? ""
            : $"<a rel=\"{relation}\" href=\"{PageLayout.Address(chapter.File.Name + ".html")}\" "
                + $"aria-keyshortcuts=\"{key}\"><small>{word} <kbd aria-hidden=\"true\">{sign}</kbd></small> "
                + $"{chapter.File.Number} {PageLayout.Text(chapter.Title)}</a>\n";
}
