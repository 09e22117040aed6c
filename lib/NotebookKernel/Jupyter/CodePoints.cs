using System.Text;

namespace NotebookKernel.Jupyter;

/// <summary>Places in text: the protocol counts Unicode code points, .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The unit at which a code point begins; the text's end for a place beyond it.</summary>
    public static int ToUnits(string text, int points)
    {
        var units = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (points-- <= 0)
                break;
            units += rune.Utf16SequenceLength;
        }
        return units;
    }

    /// <summary>The number of code points before a unit.</summary>
    public static int FromUnits(string text, int units)
    {
        var points = 0;
        foreach (var _ in text.AsSpan(0, units).EnumerateRunes())
            points++;
        return points;
    }
}
