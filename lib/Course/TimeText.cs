using System.CommandLine.Parsing;
using System.Globalization;

namespace Course;

/// <summary>Times as a person types them (90, 90s, 15m, 1.5h) and says them (0.8 s, 12 s, 3 min 20 s).</summary>
internal static class TimeText
{
    public static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, out var time)) return time;
        result.AddError($"--timeout is '{text}'; it takes a time such as 90, 90s, 15m or 1h.");
        return null;
    }

    /// <summary>A time as a person says it.</summary>
    public static string Said(double seconds) => seconds switch
    {
        < 10 => FormattableString.Invariant($"{seconds:0.0} s"),
        < 60 => FormattableString.Invariant($"{seconds:0} s"),
        _ => $"{(int)seconds / 60} min {(int)seconds % 60} s",
    };

    public static bool TryParse(string text, out TimeSpan time)
    {
        var (unit, digits) = text.Length > 0 && char.IsLetter(text[^1]) ? (text[^1], text[..^1]) : ('s', text);
        var scale = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        var isNumber = double.TryParse(
            digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var seconds = number * scale;
        var isTime = isNumber && seconds is > 0 and < 7 * 24 * 3600;
        time = isTime ? TimeSpan.FromSeconds(seconds) : default;
        return isTime;
    }
}
