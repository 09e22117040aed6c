using System.Text;
using Files;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Documents.Jupyter;

namespace NotebookKernel;

/// <summary>
/// The two kinds of file that hold a notebook: .ipynb, and .dib, in which .NET Interactive keeps the cells as plain
/// text between <c>#!</c> lines, without outputs. The one becomes the other by .NET Interactive's own library.
/// </summary>
public static class NotebookFormats
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a file's name says that it holds a notebook.</summary>
    public static bool IsNotebook(string path) => IsDib(path)
        || path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a notebook of either kind.</summary>
    /// <param name="path">A .ipynb or .dib file.</param>
    /// <exception cref="NotebookFormatException">It is not what its name says.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NotebookDocument Load(string path) =>
        IsDib(path) ? FromDib(Read(path), path) : NotebookDocument.Load(path);

    /// <summary>Writes a notebook in the kind that the file's name says.</summary>
    /// <param name="document">The notebook; a .dib holds neither its outputs nor its tags.</param>
    /// <param name="path">A .ipynb or .dib file; an existing one is replaced, whole or not at all.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save(NotebookDocument document, string path)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (IsDib(path))
            WholeFile.Write(path, ToDib(document));
        else
            document.Save(path);
    }

    /// <summary>The notebook as the text of a .dib file.</summary>
    public static string ToDib(NotebookDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var read = WithoutJupyters(Notebook.Parse(document.ToJson(), Languages()));
        return read.ToCodeSubmissionContent("\n");
    }

    /// <summary>The notebook that the text of a .dib file holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in messages.</param>
    public static NotebookDocument FromDib(string text, string name = "The notebook")
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = WithoutJupyters(CodeSubmission.Parse(text, Languages()));
        return NotebookDocument.Parse(read.ToJupyterJson("csharp"), name);
    }

    /// <summary>
    /// Leaves only the languages in what is noted at a file's top, as VS Code does: what Jupyter notes there would make
    /// a .dib that the library itself cannot read again.
    /// </summary>
    private static InteractiveDocument WithoutJupyters(InteractiveDocument document)
    {
        foreach (var name in document.Metadata.Keys.Where(name => name != "kernelInfo").ToList())
            document.Metadata.Remove(name);
        return document;
    }

    private static bool IsDib(string path) => path.EndsWith(".dib", StringComparison.OrdinalIgnoreCase);

    private static string Read(string path)
    {
        try
        {
            return Utf8.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException error)
        {
            throw new NotebookFormatException($"{path} is not text in UTF-8 (byte {error.Index + 1}).", error);
        }
    }

    /// <summary>The languages that a file may name without saying so at its top.</summary>
    private static KernelInfoCollection Languages()
    {
        var known = new KernelInfoCollection { DefaultKernelName = "csharp" };
        known.AddRange(
        [
            new("csharp", "C#", ["c#", "C#"]), new("fsharp", "F#", ["f#", "F#"]), new("html", "HTML", []),
            new("javascript", "JavaScript", ["js"]), new("markdown", "Markdown", ["md"]), new("mermaid", "Mermaid", []),
            new("pwsh", "PowerShell", ["powershell"]), new("sql", "SQL", []), new("kql", "KQL", []),
            new("value", "", []),
        ]);
        return known;
    }
}
