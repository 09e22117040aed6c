using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel;

/// <summary>
/// Splits a cell at its <c>#!</c> lines, as Polyglot Notebooks do: the name of a language changes to it, all others are
/// commands. Inside a string or a comment of C# they are text.
/// </summary>
internal sealed class CellSplitter
{
    private readonly List<CellPart> _parts = [];
    private readonly StringBuilder _pending = new();
    private CellLanguage _language;
    private CommandPart? _value;

    private CellSplitter(CellLanguage language) => _language = language;

    /// <summary>The parts of a cell.</summary>
    /// <param name="cell">Its text.</param>
    /// <param name="language">Its language, until a line names another.</param>
    public static IReadOnlyList<CellPart> Split(string cell, CellLanguage language = CellLanguage.CSharp)
    {
        var splitter = new CellSplitter(language);
        splitter.Read(cell.Split('\n'));
        return splitter._parts;
    }

    private void Read(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var trimmed = lines[i].Trim();
            if (!IsDirective(trimmed) || (_language == CellLanguage.CSharp && IsInsideToken(_pending, lines, i)))
            {
                _pending.Append(lines[i]).Append('\n');
                continue;
            }
            Flush();
            Take(trimmed, i + 1);

            // Empty lines in the place of what came before, so that messages name the line of the cell.
            if (_language is CellLanguage.CSharp or CellLanguage.FSharp)
                _pending.Append('\n', i + 1);
        }
        Flush();
    }

    /// <summary>A name follows directly; a first line such as <c>#!/usr/bin/env</c> is none.</summary>
    private static bool IsDirective(string line) =>
        line.StartsWith("#!", StringComparison.Ordinal) && line.Length > 2 && char.IsLetter(line[2]);

    private void Take(string line, int number)
    {
        var words = line[2..].Split([' ', '\t'], 2, StringSplitOptions.TrimEntries);
        var (name, arguments) = (words[0].ToLowerInvariant(), words.Length > 1 ? words[1] : "");
        if (CellLanguages.Find(name) is not { } language)
        {
            _parts.Add(new CommandPart(name, arguments, number, _language));
            return;
        }
        if (language == CellLanguage.Value)
            _value = new CommandPart(name, arguments, number, _language);
        _language = language;
    }

    private void Flush()
    {
        // Each line was given a line feed; the last one's is not the cell's.
        var text = _pending.Length == 0 ? "" : _pending.ToString(0, _pending.Length - 1);
        _pending.Clear();
        if (_value is not null)
            _parts.Add(_value with { Text = text });
        else if (!string.IsNullOrWhiteSpace(text))
            _parts.Add(_language is CellLanguage.CSharp or CellLanguage.FSharp
                ? new CodePart(_language, text)
                : new TextPart(_language, text.Trim('\n')));
        _value = null;
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
