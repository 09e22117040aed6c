namespace Course.Notebooks;

/// <summary>
/// A file of replacements for a notebook's cells, each under a line <c>// %% ...</c> that says which cell it replaces.
/// </summary>
internal static class MarkedCells
{
    private const string Mark = "// %% ";

    /// <summary>What stands after each mark, and the code under it, in the order of the file.</summary>
    /// <param name="text">The content of the file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="UsageException">Code stands before the first mark.</exception>
    public static IReadOnlyList<(string Mark, string Code)> Read(string text, string name)
    {
        var cells = new List<(string Mark, List<string> Lines)>();
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal)) cells.Add((line[Mark.Length..].Trim(), []));
            else if (cells.Count > 0) cells[^1].Lines.Add(line);
            else if (line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
                throw new UsageException($"{name}: code before the first line '{Mark}ID' belongs to no cell.");
        }
        return [.. cells.Select(cell => (cell.Mark, string.Join('\n', cell.Lines).Trim('\n')))];
    }
}
