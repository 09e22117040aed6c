using System.Text.RegularExpressions;

/// <summary>Compares two texts: the words exactly, the numbers in them to a tolerance.</summary>
public static partial class TextComparison
{
    /// <summary>What differs.</summary>
    public static IEnumerable<string> Differences(string expected, string here, Closeness closeness)
    {
        if (closeness == Closeness.Bytes) return ExactComparison.Differences(expected, here);
        var (before, after) = (Number().Matches(expected), Number().Matches(here));
        var (words, wordsHere) = (Number().Replace(expected, "#"), Number().Replace(here, "#"));
        if (words != wordsHere) return ExactComparison.Differences(words, wordsHere);
        if (closeness == Closeness.Claims) return [];
        return before.Zip(after)
            .Where(pair => !PrintedNumber.Parse(pair.First.Value).Agrees(PrintedNumber.Parse(pair.Second.Value)))
            .Select(pair => $"'{Around(expected, pair.First)}' became '{Around(here, pair.Second)}'");
    }

    private static string Around(string text, Match number)
    {
        var from = Math.Max(text.LastIndexOf('\n', number.Index) + 1, number.Index - 60);
        var to = text.IndexOf('\n', number.Index);
        return text[from..Math.Min(to < 0 ? text.Length : to, number.Index + number.Length + 20)];
    }

    /// <summary>A number as programs print it: a sign, thousands with commas, decimals, an exponent.</summary>
    [GeneratedRegex(@"[-−]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?")]
    private static partial Regex Number();
}
