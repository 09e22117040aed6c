namespace Course;

/// <summary>The files of <c>Assets/</c>, which are inside the program.</summary>
internal static class EmbeddedFiles
{
    private const string Root = "Assets/";

    /// <summary>The files in a folder and below it, as paths in <c>Assets/</c> with slashes.</summary>
    public static IEnumerable<string> Under(string folder) => typeof(EmbeddedFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith($"{Root}{folder}/", StringComparison.Ordinal))
        .Select(name => name[Root.Length..]);

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">Its path in <c>Assets/</c>.</param>
    public static byte[] Read(string path)
    {
        using var stream = typeof(EmbeddedFiles).Assembly.GetManifestResourceStream(Root + path)
            ?? throw new InvalidOperationException($"The program has no file {Root}{path} inside.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The text of a file in UTF-8.</summary>
    /// <param name="path">Its path in <c>Assets/</c>.</param>
    public static string ReadText(string path) => System.Text.Encoding.UTF8.GetString(Read(path));
}
