namespace NotebookKernel;

/// <summary>The C# in a cell's text.</summary>
internal static class CellText
{
    /// <summary>
    /// The text with blanks for its <c>#!</c> lines and for text in other languages; every place stays where it is.
    /// </summary>
    public static string WithoutCommands(string code)
    {
        if (!code.Contains("#!", StringComparison.Ordinal))
            return code;
        var lines = code.Split('\n');
        var language = CellLanguage.CSharp;
        for (var i = 0; i < lines.Length; i++)
        {
            var trimmed = lines[i].Trim();
            var isCommand = trimmed.StartsWith("#!", StringComparison.Ordinal);
            if (isCommand)
                language = After(trimmed, language);
            if (isCommand || language != CellLanguage.CSharp)
                lines[i] = new string(' ', lines[i].Length);
        }
        return string.Join('\n', lines);
    }

    /// <summary>What is written at a place: the language of the last <c>#!</c> line before it that names one.</summary>
    public static CellLanguage LanguageAt(string code, int position) =>
        code[..position].Split('\n')[..^1]
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("#!", StringComparison.Ordinal))
            .Aggregate(CellLanguage.CSharp, (language, command) => After(command, language));

    /// <summary>The language behind a <c>#!</c> line; most commands change none.</summary>
    private static CellLanguage After(string command, CellLanguage before) =>
        CellLanguages.Find(command[2..].Split(' ', '\t')[0]) ?? before;
}
