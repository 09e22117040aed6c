using System.Globalization;
using System.Text;

namespace NotebookKernel;

/// <summary>
/// Text that comes in pieces and stays readable however much comes: of a very long one the first and the last lines are
/// kept, and between them stands how much was left out. How the text was cut into pieces makes no difference, and what
/// was shortened once stays as it is.
/// </summary>
public sealed class StreamText
{
    private const int Lines = 500;
    private const int Characters = 50_000;

    private readonly StringBuilder _first = new();
    private readonly StringBuilder _last = new();
    private int _firstLines;
    private int _lastLines;
    private long _leftOutLines;
    private long _leftOutCharacters;

    private bool IsFirstFull => _firstLines == Lines || _first.Length == Characters;

    /// <summary>Takes the next piece.</summary>
    /// <param name="piece">Any text; a line need not end with it.</param>
    public void Append(ReadOnlySpan<char> piece)
    {
        if (!IsFirstFull)
        {
            var end = Math.Min(piece.Length, Characters - _first.Length);
            var lines = EndOfLines(piece[..end], Lines - _firstLines);
            var part = piece[..(lines >= 0 ? lines : end)];
            _firstLines += part.Count('\n');
            _first.Append(part);
            piece = piece[part.Length..];
        }
        // A piece may be longer than all that is kept; what is kept never grows beyond twice its size.
        while (piece.Length > 0)
        {
            var part = piece[..Math.Min(piece.Length, Characters)];
            _last.Append(part);
            _lastLines += part.Count('\n');
            piece = piece[part.Length..];
            if (_lastLines > 2 * Lines || _last.Length > 2 * Characters)
                Shorten();
        }
    }

    /// <summary>The text, or its first and last part.</summary>
    public override string ToString()
    {
        if (_leftOutCharacters == 0)
            return string.Concat(_first.ToString(), _last.ToString());
        Shorten();
        // The second half of a two-part character may be among what is left out.
        var first = _first.ToString(0, char.IsHighSurrogate(_first[^1]) ? _first.Length - 1 : _first.Length);
        var start = first.EndsWith('\n') ? "" : "\n";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{first}{start}[{_leftOutLines:N0} lines, {_leftOutCharacters:N0} characters, are left out "
            + $"here]\n{_last}");
    }

    /// <summary>A text as it is, or its first and last part where it is very long.</summary>
    /// <param name="text">The whole text.</param>
    public static string Of(string text)
    {
        var shortened = new StreamText();
        shortened.Append(text);
        return shortened.ToString();
    }

    /// <summary>Leaves out the earlier part of the last lines.</summary>
    private void Shorten()
    {
        var text = _last.ToString();
        var from = Math.Max(0, text.Length - Characters);
        var surplus = text.AsSpan(from).Count('\n') - (text.EndsWith('\n') ? Lines : Lines - 1);
        if (surplus > 0)
            from += EndOfLines(text.AsSpan(from), surplus);
        else if (from > 0 && char.IsLowSurrogate(text[from]))
            from++;
        var leftOut = text.AsSpan(0, from).Count('\n');
        _leftOutLines += leftOut;
        _leftOutCharacters += from;
        _lastLines -= leftOut;
        _last.Remove(0, from);
    }

    /// <summary>The place after the last of a number of lines; -1 where there are fewer.</summary>
    private static int EndOfLines(ReadOnlySpan<char> text, int lines)
    {
        var end = 0;
        for (; lines > 0; lines--)
        {
            var length = text[end..].IndexOf('\n');
            if (length < 0)
                return -1;
            end += length + 1;
        }
        return end;
    }
}
