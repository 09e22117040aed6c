namespace Course.Book.Maths;

internal enum TexTokenKind { Command, Letter, Number, Symbol, Open, Close, Superscript, Subscript, Prime, Cell, NewRow, End }

/// <summary>One piece of a formula; <paramref name="Text"/> of a command has no backslash.</summary>
internal readonly record struct TexToken(TexTokenKind Kind, string Text, int Position);

/// <summary>Cuts a TeX formula into tokens. Spaces mean nothing in a formula and are dropped.</summary>
internal sealed class TexLexer(string formula)
{
    /// <summary>So many letters in a row are a word, such as "noise", not a product of variables.</summary>
    public const int ShortestWord = 3;

    private int _next;

    /// <summary>The formula that is being read.</summary>
    public string Formula => formula;

    /// <summary>The next token without taking it.</summary>
    public TexToken Peek()
    {
        var before = _next;
        var token = Take();
        _next = before;
        return token;
    }

    /// <summary>Takes the next token; at the end, a token of kind <see cref="TexTokenKind.End"/> again and again.</summary>
    public TexToken Take()
    {
        while (_next < formula.Length && char.IsWhiteSpace(formula[_next])) _next++;
        if (_next == formula.Length) return new(TexTokenKind.End, "", _next);
        var start = _next;
        var c = formula[_next++];
        switch (c)
        {
            case '{': return new(TexTokenKind.Open, "{", start);
            case '}': return new(TexTokenKind.Close, "}", start);
            case '^': return new(TexTokenKind.Superscript, "^", start);
            case '_': return new(TexTokenKind.Subscript, "_", start);
            case '&': return new(TexTokenKind.Cell, "&", start);
            case '\'': return new(TexTokenKind.Prime, "′", start);
            case '\\': return Command(start);
        }
        if (char.IsAsciiDigit(c))
        {
            while (_next < formula.Length && IsPartOfNumber()) _next++;
            return new(TexTokenKind.Number, formula[start.._next], start);
        }
        if (WordLength(start) is var length and >= ShortestWord)
        {
            _next = start + length;
            return new(TexTokenKind.Letter, formula[start.._next], start);
        }
        if (char.IsHighSurrogate(c) && _next < formula.Length) _next++;
        return new(char.IsLetter(c) ? TexTokenKind.Letter : TexTokenKind.Symbol, formula[start.._next], start);
    }

    /// <summary>Takes a group as plain text, braces balanced, spaces kept: the argument of <c>\text</c>.</summary>
    public string TakeTextGroup(string command)
    {
        var open = Take();
        if (open.Kind != TexTokenKind.Open)
            throw new TexException(formula, open.Position, $"\\{command} needs its text in braces");
        var start = _next;
        for (var depth = 1; _next < formula.Length; _next++)
        {
            depth += formula[_next] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0) return formula[start.._next++];
        }
        throw new TexException(formula, open.Position, $"\\{command} has an opening brace that is never closed");
    }

    private int WordLength(int start)
    {
        var end = start;
        while (end < formula.Length && char.IsAsciiLetter(formula[end])) end++;
        return end - start;
    }

    private bool IsPartOfNumber() =>
        char.IsAsciiDigit(formula[_next])
        || (formula[_next] is '.' && _next + 1 < formula.Length && char.IsAsciiDigit(formula[_next + 1]));

    private TexToken Command(int start)
    {
        if (_next == formula.Length) throw new TexException(formula, start, "a lone backslash ends the formula");
        if (formula[_next] == '\\')
        {
            _next++;
            return new(TexTokenKind.NewRow, "\\", start);
        }
        if (!char.IsAsciiLetter(formula[_next])) return new(TexTokenKind.Command, formula[_next++].ToString(), start);
        while (_next < formula.Length && char.IsAsciiLetter(formula[_next])) _next++;
        return new(TexTokenKind.Command, formula[(start + 1).._next], start);
    }
}
