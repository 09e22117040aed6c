using System.Globalization;

/// <summary>A number as it was printed.</summary>
/// <param name="Value">Its value.</param>
/// <param name="LastDigit">
/// What one more in its last printed digit would add; 0 for a whole number, which is a count.
/// </param>
public readonly record struct PrintedNumber(double Value, double LastDigit)
{
    /// <summary>How far two runs may be apart, as a share of the number.</summary>
    public const double Share = 1e-3;

    /// <summary>Reads a number: a sign, digits with commas between thousands, decimals, an exponent.</summary>
    /// <exception cref="FormatException">The text is no number.</exception>
    public static PrintedNumber Parse(string text)
    {
        var plain = text.Replace('−', '-').Replace(",", "");
        var value = double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture);
        var exponentAt = plain.IndexOfAny(['e', 'E']);
        var digits = exponentAt < 0 ? plain : plain[..exponentAt];
        var exponent = exponentAt < 0 ? 0 : int.Parse(plain[(exponentAt + 1)..], CultureInfo.InvariantCulture);
        var decimals = digits.Contains('.') ? digits.Length - digits.IndexOf('.') - 1 : 0;
        var isCount = decimals == 0 && exponentAt < 0;
        return new PrintedNumber(value, isCount ? 0 : Math.Pow(10, exponent - decimals));
    }

    /// <summary>
    /// Whether another run may print that number: a thousandth away, or one away in the last digit of the coarser of
    /// the two.
    /// </summary>
    public bool Agrees(PrintedNumber other)
    {
        var share = Share * Math.Max(Math.Abs(Value), Math.Abs(other.Value));
        // A little more than a digit: 0.3 - 0.2 is more than 0.1 in binary numbers.
        var digit = 1.000001 * Math.Max(LastDigit, other.LastDigit);
        return Value.Equals(other.Value) || Math.Abs(Value - other.Value) <= Math.Max(share, digit);
    }
}
