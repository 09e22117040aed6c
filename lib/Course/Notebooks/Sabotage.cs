using System.Security.Cryptography;
using System.Text;
using NotebookKernel;

namespace Course.Notebooks;

/// <summary>
/// A change to a notebook that makes one of its claims false. <c>notebooks/sabotage/NAME.csx</c> holds them: a line
/// <c>// %% ID fails WORDS</c>, then what to run in the place of cell ID. WORDS are a part of the statement of exactly
/// one claim. Further cells may follow, each under <c>// %% ID</c>.
/// </summary>
/// <param name="Words">What names the claim: a part of its statement.</param>
/// <param name="ClaimCell">The id of the cell with the claim.</param>
/// <param name="Claim">The claim as it is written.</param>
/// <param name="Cells">The changed cells: id and code.</param>
public sealed record Sabotage(
    string Words, string ClaimCell, string Claim, IReadOnlyList<KeyValuePair<string, string>> Cells)
{
    private const string Fails = " fails ";
    private const string Comment = "//";

    /// <summary>What is wrong about it, in words: the comment that its first cell begins with; may be empty.</summary>
    public string Explanation => string.Join(' ', Cells[0].Value.Split('\n')
        .TakeWhile(line => line.StartsWith(Comment, StringComparison.Ordinal))
        .Select(line => line[Comment.Length..].Trim()));

    /// <summary>Tells this sabotage of this claim from an earlier form of either.</summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\0', [Words, Claim, .. Cells.SelectMany(cell => new[] { cell.Key, cell.Value })]))))[..12];

    /// <summary>The file with a notebook's sabotages; it need not be there.</summary>
    public static string PathFor(string notebook) => Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(notebook))!, "sabotage",
        Path.GetFileNameWithoutExtension(notebook) + ".csx");

    /// <summary>The sabotages of a notebook; none where it has no file of them.</summary>
    /// <exception cref="UsageException">The file does not fit the notebook; the message says where.</exception>
    public static IReadOnlyList<Sabotage> Of(string notebook)
    {
        var path = PathFor(notebook);
        return File.Exists(path) ? Parse(File.ReadAllText(path), path, NotebookFormats.Load(notebook)) : [];
    }

    /// <summary>Reads sabotages from text.</summary>
    /// <param name="text">The content of a file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="notebook">The notebook that they are for.</param>
    /// <exception cref="UsageException">The text names a cell or a claim that the notebook does not have.</exception>
    public static IReadOnlyList<Sabotage> Parse(string text, string name, NotebookDocument notebook)
    {
        var cells = notebook.Cells.Where(cell => cell.Kind == CellKind.Code).ToList();
        var all = new List<Sabotage>();
        foreach (var (mark, code) in MarkedCells.Read(text, name))
        {
            var at = mark.IndexOf(Fails, StringComparison.Ordinal);
            var id = at < 0 ? mark : mark[..at];
            if (cells.All(cell => cell.Id != id))
                throw new UsageException($"{name}: the notebook has no code cell '{id}'.");
            var changed = KeyValuePair.Create(id, code);
            if (at >= 0)
            {
                var words = mark[(at + Fails.Length)..].Trim();
                var (cell, claim) = ClaimWith(words, cells, name);
                all.Add(new Sabotage(words, cell, claim, [changed]));
            }
            else if (all.Count > 0) all[^1] = all[^1] with { Cells = [.. all[^1].Cells, changed] };
            else
                throw new UsageException(
                    $"{name}: the first sabotage does not say what it fails: // %% {id} fails WORDS.");
        }
        return all;
    }

    private static (string Cell, string Claim) ClaimWith(string words, IReadOnlyList<NotebookCell> cells, string name)
    {
        var found = cells.SelectMany(cell => ClaimCalls.In(cell.Source).Where(call => ClaimCalls.Says(call, words))
            .Select(call => (cell.Id, call))).ToList();
        return found.Count == 1 ? found[0] : throw new UsageException(
            $"{name}: '{words}' is in the statement of {found.Count} claims of the notebook; it has to name one.");
    }
}
