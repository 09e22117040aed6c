using Course.Notebooks;
using NotebookKernel;

namespace Course.Book;

/// <summary>
/// A page of the book: each claim, the wrong method that makes it false, and what the claim then said.
/// </summary>
public static class SabotagePage
{
    /// <summary>The name of the page's file.</summary>
    public const string FileName = "sabotages.html";

    /// <summary>The page's title.</summary>
    public const string Title = "How each claim fails";

    /// <summary>The claims of a notebook and their sabotages.</summary>
    /// <param name="Name">The notebook's name.</param>
    /// <param name="Title">Its number and title.</param>
    /// <param name="Claims">Each claim: its cell, how it is written, and its sabotages, each with how it ended.</param>
    public sealed record Chapter(string Name, string Title, IReadOnlyList<Row> Claims);

    /// <summary>A claim.</summary>
    /// <param name="Cell">The id of its cell.</param>
    /// <param name="Call">The claim as it is written.</param>
    /// <param name="Sabotages">Its sabotages; how each ended, null: it has not run in this form.</param>
    public sealed record Row(
        string Cell, string Call, IReadOnlyList<(Sabotage Sabotage, SabotageResult? Result)> Sabotages);

    /// <summary>Reads the claims of a notebook, and pairs them with what is known.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="title">Its number and title.</param>
    /// <param name="results">How its sabotages ended; the first of the same form counts.</param>
    /// <exception cref="UsageException">The file of sabotages does not fit the notebook.</exception>
    public static Chapter Read(NotebookFile notebook, string title, IReadOnlyList<SabotageResult> results)
    {
        var sabotages = Sabotage.Of(notebook.Path);
        var claims =
            from cell in NotebookFormats.Load(notebook.Path).Cells
            where cell.Kind == CellKind.Code
            from call in ClaimCalls.In(cell.Source)
            select new Row(cell.Id, call, [.. sabotages
                .Where(sabotage => sabotage.ClaimCell == cell.Id && sabotage.Claim == call)
                .Select(sabotage => (sabotage, results.FirstOrDefault(result => result.Of == sabotage.Version)))]);
        return new Chapter(notebook.Name, title, [.. claims]);
    }

    /// <summary>The page.</summary>
    public static string Render(IReadOnlyList<Chapter> chapters)
    {
        var claims = chapters.SelectMany(chapter => chapter.Claims).ToList();
        var sabotages = claims.SelectMany(claim => claim.Sabotages).ToList();
        var run = sabotages.Count(one => one.Result?.Said is not null);
        var without = claims.Count(claim => claim.Sabotages.Count == 0);
        return PageLayout.Page($"{Title} – {PageLayout.CourseTitle}", $"""
            <header class="bar"><nav aria-label="Course"><a href="index.html">{PageLayout.CourseTitle}</a>
            <span aria-hidden="true">/</span> <span>{Title}</span></nav>
            {PageLayout.Tools}</header>
            <main id="main" class="index prose">
            <h1>{Title}</h1>
            <p>A claim that cannot fail proves nothing. For each one there is a plausible wrong method, the control or the
            trivial answer in the place of what the notebook does; the notebook runs again from there, and the claim has to
            fail by itself. <code>course run 01 --sabotage</code> does it for one notebook.</p>
            <p>{claims.Count} claims, {without} without a way to make them false. Of {sabotages.Count} sabotages
            {run} have run as they are written here: the last column is what the claim then said.</p>
            {string.Concat(chapters.Select(Section))}
            <p><a href="index.html">All chapters</a></p>
            </main>
            """);
    }

    private static string Section(Chapter chapter)
    {
        var page = PageLayout.Address(chapter.Name + ".html");
        var rows = chapter.Claims.SelectMany(claim => claim.Sabotages.Count == 0
            ? [Line(page, claim, "<strong>No sabotage.</strong>", "–")]
            : claim.Sabotages.Select(one => Line(page, claim, How(one.Sabotage), Said(one.Result))));
        return $"""
            <h2 id="{PageLayout.Text(chapter.Name)}"><a href="{page}">{PageLayout.Text(chapter.Title)}</a></h2>
            <table class="sabotages">
            <thead><tr><th scope="col">Claim</th><th scope="col">Made false by</th><th scope="col">What it then says</th></tr></thead>
            <tbody>
            {string.Concat(rows)}</tbody>
            </table>

            """;
    }

    private static string Line(string page, Row claim, string how, string says)
    {
        var (statement, limit) = ClaimCalls.Parts(claim.Call);
        var code = limit.Length > 0 ? $" <code>{PageLayout.Text(limit)}</code>" : "";
        return $"<tr><th scope=\"row\">{PageLayout.Text(statement)}{code}<br>"
            + $"<a href=\"{page}#{NotebookPage.CellAnchor(claim.Cell)}\">{PageLayout.Text(claim.Cell)}</a></th>"
            + $"<td>{how}</td><td>{says}</td></tr>\n";
    }

    private static string How(Sabotage sabotage)
    {
        var cells = sabotage.Cells.Select(cell => "<p>In the place of <code>" + PageLayout.Text(cell.Key)
            + "</code>:</p>"
            + $"<pre class=\"code\" tabindex=\"0\"><code>{CodeHighlighter.ToHtml(cell.Value)}</code></pre>");
        return $"{PageLayout.Text(sabotage.Explanation)}"
            + $"<details><summary>The code</summary>{string.Concat(cells)}</details>";
    }

    private static string Said(SabotageResult? result) => result switch
    {
        { Said: { } said } => PageLayout.Text(said),
        { Problem: { } problem } => $"<strong>Shows nothing.</strong> {PageLayout.Text(problem)}",
        _ => "not run",
    };
}
