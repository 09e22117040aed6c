using System.Text;

namespace Course.Notebooks;

/// <summary>A table of a notebook's sabotages and of what each claim then said, written beside its executed copy.</summary>
/// <param name="executedCopy">The notebook's executed copy.</param>
public sealed class SabotageReport(string executedCopy)
{
    private readonly StringBuilder _rows = new("| cell changed | claim | what it then says |\n|---|---|---|\n");

    /// <summary>Where the table is: <c>sabotage/NAME.md</c>.</summary>
    public static string PathFor(string executedCopy) => Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(executedCopy))!, "sabotage", Path.GetFileNameWithoutExtension(executedCopy) + ".md");

    /// <summary>Adds a line, and writes the table as far as it is.</summary>
    public void Add(Sabotage sabotage, string says)
    {
        var cells = string.Join(", ", sabotage.Cells.Select(cell => cell.Key));
        _rows.Append($"| {cells} | {sabotage.ClaimCell}: {sabotage.Words} | {says.ReplaceLineEndings(" ").Replace("|", "\\|")} |\n");
        var path = PathFor(executedCopy);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, _rows.ToString());
    }
}
