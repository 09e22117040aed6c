using System.IO.Compression;

namespace Course.Book;

/// <summary>
/// The script that draws diagrams in a browser. Notebooks don't contain it; a book, or a Jupyter, needs one copy.
/// </summary>
public static class MermaidScript
{
    /// <summary>The name of the file beside the pages that need it.</summary>
    public const string FileName = "mermaid.min.js";

    /// <summary>The script (3.6 MB, MIT licence); <c>Assets/README.md</c> says where it is from.</summary>
    public static byte[] Read()
    {
        using var packed = new MemoryStream(EmbeddedFiles.Read("mermaid.min.js.gz"));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return bytes.ToArray();
    }
}
