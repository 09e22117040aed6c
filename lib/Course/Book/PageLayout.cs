using System.Net;

namespace Course.Book;

/// <summary>The frame that all pages of the book share.</summary>
public static class PageLayout
{
    /// <summary>The name of the course, on every page.</summary>
    public const string CourseTitle = "Diffusion Notebooks";

    /// <summary>Where the page's own script puts the search: without the script there is none.</summary>
    public const string Tools = "<div class=\"tools\"></div>";

    /// <summary>A whole page. All text is already HTML, except <paramref name="title"/>.</summary>
    /// <param name="title">Plain text for the window's title.</param>
    /// <param name="body">Everything inside <c>body</c>.</param>
    /// <param name="scripts">Scripts of the assets that draw what is on the page.</param>
    /// <param name="refresh">Whether the page loads itself again every few seconds: a run is in progress.</param>
    public static string Page(
        string title, string body, IEnumerable<string>? scripts = null, bool refresh = false) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Text(title)}</title>{(refresh ? "\n<meta http-equiv=\"refresh\" content=\"4\">" : "")}
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="assets/katex/katex.min.css">
        <link rel="stylesheet" href="assets/book.css">
        {string.Concat((scripts ?? []).Select(script => $"<script src=\"assets/{script}\" defer></script>\n"))}<script src="assets/book.js" defer></script>
        <script src="assets/search.js" defer></script>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the text</a>
        {body}
        </body>
        </html>

        """;

    /// <summary>Text made safe for HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The address of a file of the book: a name may hold a space, a number sign, a percent sign.</summary>
    /// <param name="path">The file's path in the book's folder, parts divided by slashes.</param>
    public static string Address(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
