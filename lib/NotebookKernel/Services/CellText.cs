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
        var isCSharp = true;
        for (var i = 0; i < lines.Length; i++)
        {
            var trimmed = lines[i].Trim();
            var isCommand = trimmed.StartsWith("#!", StringComparison.Ordinal);
            if (isCommand)
                isCSharp = (CellLanguages.Find(trimmed[2..].Split(' ', '\t')[0])
                    ?? (isCSharp ? CellLanguage.CSharp : CellLanguage.Html)) == CellLanguage.CSharp;
            if (isCommand || !isCSharp)
                lines[i] = new string(' ', lines[i].Length);
        }
        return string.Join('\n', lines);
    }
}
