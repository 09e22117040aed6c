using System.CommandLine.Parsing;
using System.Globalization;

namespace Course.Commands;

/// <summary>Times as a person types them: 90, 90s, 15m, 1.5h.</summary>
internal static class TimeText
{
    public static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, out var time)) return time;
        result.AddError($"--timeout is '{text}'; it takes a time such as 90, 90s, 15m or 1h.");
        return null;
    }

    public static bool TryParse(string text, out TimeSpan time)
    {
        var (unit, digits) = text.Length > 0 && char.IsLetter(text[^1]) ? (text[^1], text[..^1]) : ('s', text);
        var scale = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        var isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var seconds = number * scale;
        var isTime = isNumber && seconds is > 0 and < 7 * 24 * 3600;
        time = isTime ? TimeSpan.FromSeconds(seconds) : default;
        return isTime;
    }
}
