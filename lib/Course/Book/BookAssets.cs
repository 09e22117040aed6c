using Course.Book.Maths;
using Diffusion.Notebooks;
using Files;

namespace Course.Book;

/// <summary>
/// The files that all pages share. They come out of assemblies, so a book can be made anywhere, offline.
/// </summary>
public static class BookAssets
{
    private static readonly string[] Own = ["book.css", "book.js", "search.js", .. EmbeddedFiles.Under("minisearch")];

    // The pages hold laid out formulas: they need the look of KaTeX, not its script.
    private static readonly string[] Formulas =
        [.. EmbeddedFiles.Under(Katex.Folder).Where(path => !path.EndsWith(".js", StringComparison.Ordinal))];

    /// <summary>
    /// Writes style sheets, scripts, fonts and the libraries of charts and diagrams into <paramref name="folder"/>.
    /// </summary>
    public static void WriteTo(string folder)
    {
        foreach (var path in Own.Concat(Formulas))
            WholeFile.Write(Path.Combine(folder, path), EmbeddedFiles.Read(path));
        var plotly = Path.Combine(folder, "plotly.min.js");
        if (!File.Exists(plotly)) WholeFile.Write(plotly, PlotlyScript.Read());
        var mermaid = Path.Combine(folder, MermaidScript.FileName);
        if (!File.Exists(mermaid)) WholeFile.Write(mermaid, MermaidScript.Read());
    }
}
