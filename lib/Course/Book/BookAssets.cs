using System.Reflection;
using Diffusion.Notebooks;
using Files;

namespace Course.Book;

/// <summary>The files that all pages share. They come out of assemblies, so a book can be made anywhere, offline.</summary>
public static class BookAssets
{
    /// <summary>Writes style sheet, script and the libraries of charts and diagrams into <paramref name="folder"/>.</summary>
    public static void WriteTo(string folder)
    {
        var own = typeof(BookAssets).Assembly;
        foreach (var name in new[] { "book.css", "book.js" })
            WholeFile.Write(Path.Combine(folder, name), Resource(own, "Course.Assets." + name));
        var plotly = Path.Combine(folder, "plotly.min.js");
        if (!File.Exists(plotly)) WholeFile.Write(plotly, PlotlyScript.Read());
        var mermaid = Path.Combine(folder, MermaidScript.FileName);
        if (!File.Exists(mermaid)) WholeFile.Write(mermaid, MermaidScript.Read());
    }

    private static byte[] Resource(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{assembly.FullName} has no resource {name}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
