using System.CommandLine.Parsing;
using System.Globalization;

namespace Course.Commands;

/// <summary>Numbers as a person types them, with a point before the fraction on every machine: 0.002, 2e-3.</summary>
internal static class NumberText
{
    /// <summary>
    /// Reads the one number of an option; a comma is refused, since it would be skipped or mean a fraction.
    /// </summary>
    public static double Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
            return number;
        var option = (result.Parent as OptionResult)?.Option.Name;
        result.AddError(
            $"{option} is '{text}'; it takes a number such as 0.002 or 2e-3, with a point before the fraction.");
        return 0;
    }
}
