namespace Course.Notebooks;

/// <summary>
/// One notebook of the course, named by its file: <c>01-variance-preserving-noise.ipynb</c> is number 01.
/// </summary>
public sealed class NotebookFile
{
    /// <summary>A notebook at <paramref name="path"/>; the file is not read.</summary>
    public NotebookFile(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Name = System.IO.Path.GetFileNameWithoutExtension(path);
        var digits = Name.TakeWhile(char.IsAsciiDigit).Count();
        Number = digits > 0 && digits < Name.Length && Name[digits] == '-' ? Name[..digits] : null;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>The file's name without its ending: <c>01-variance-preserving-noise</c>.</summary>
    public string Name { get; }

    /// <summary>A .dib file: it holds no outputs, so none are written into it.</summary>
    public bool IsDib => Path.EndsWith(".dib", StringComparison.OrdinalIgnoreCase);

    /// <summary>The digits at the start of the name, or null where there are none.</summary>
    public string? Number { get; }

    /// <summary>The notebook's name with spaces, for places where its own title has not been read.</summary>
    public string PlainName => Name[(Number is null ? 0 : Number.Length + 1)..].Replace('-', ' ');

    /// <inheritdoc/>
    public override string ToString() => Name;
}
