namespace NotebookKernel;

/// <summary>The names of the languages: in <c>#!</c> lines, in the metadata of cells, in files.</summary>
internal static class CellLanguages
{
    private static readonly (string Name, CellLanguage Language, string[] Others)[] Known =
    [
        ("csharp", CellLanguage.CSharp, ["c#"]),
        ("fsharp", CellLanguage.FSharp, ["f#"]),
        ("html", CellLanguage.Html, []),
        ("markdown", CellLanguage.Markdown, ["md"]),
        ("javascript", CellLanguage.JavaScript, ["js"]),
        ("mermaid", CellLanguage.Mermaid, []),
        ("value", CellLanguage.Value, []),
    ];

    /// <summary>The language of that name, whatever its capitals; null where it has none.</summary>
    public static CellLanguage? Find(string name) =>
        Known.Where(known => Is(name, known.Name) || known.Others.Any(other => Is(name, other)))
            .Select(known => (CellLanguage?)known.Language)
            .FirstOrDefault();

    /// <summary>The name that <c>#!</c> lines have for it.</summary>
    public static string NameOf(CellLanguage language) => Known.First(known => known.Language == language).Name;

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
}
