using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel;

/// <summary>Splits a cell at its <c>#!</c> lines, as Polyglot Notebooks do; inside a string or a comment they are text.</summary>
internal static class CellSplitter
{
    private static readonly Dictionary<string, string> TextLanguages = new()
    {
        ["html"] = "text/html",
        ["markdown"] = "text/markdown",
    };

    public static IReadOnlyList<CellPart> Split(string cell)
    {
        var lines = cell.Split('\n');
        var parts = new List<CellPart>();
        var pending = new StringBuilder();
        string? mimeType = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var trimmed = lines[i].Trim();
            if (!trimmed.StartsWith("#!", StringComparison.Ordinal) || (mimeType is null && IsInsideToken(pending, lines, i)))
            {
                pending.Append(lines[i]).Append('\n');
                continue;
            }
            Flush(parts, pending, mimeType);
            var (name, arguments) = ReadCommand(trimmed);
            mimeType = TextLanguages.GetValueOrDefault(name);
            if (mimeType is null && name is not ("csharp" or "c#"))
                parts.Add(new CommandPart(name, arguments, i + 1));
            if (mimeType is null)
                pending.Append('\n', i + 1);
        }
        Flush(parts, pending, mimeType);
        return parts;
    }

    private static (string Name, string Arguments) ReadCommand(string line)
    {
        var words = line[2..].Split([' ', '\t'], 2, StringSplitOptions.TrimEntries);
        return (words[0].ToLowerInvariant(), words.Length > 1 ? words[1] : "");
    }

    private static void Flush(List<CellPart> parts, StringBuilder pending, string? mimeType)
    {
        // Each line was given a line feed; the last one's is not the cell's.
        var text = pending.Length == 0 ? "" : pending.ToString(0, pending.Length - 1);
        pending.Clear();
        if (string.IsNullOrWhiteSpace(text))
            return;
        parts.Add(mimeType is null ? new CodePart(text) : new TextPart(mimeType, text.Trim('\n')));
    }

    private static bool IsInsideToken(StringBuilder before, string[] lines, int index)
    {
        var position = before.Length;
        var code = before + string.Join('\n', lines[index..]);
        var root = ScriptCompiler.Parse(code, "").GetRoot();
        var token = root.FindToken(position, findInsideTrivia: false);
        if (token.Span.Start < position && token.Span.End > position)
            return true;
        var trivia = root.FindTrivia(position);
        return trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) && trivia.Span.Start < position;
    }
}
