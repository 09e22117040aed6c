using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Diffusion.Notebooks;

/// <summary>Where the ticks of an axis stand and what they say, in every country the same.</summary>
internal static class Ticks
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>On a logarithmic axis of fewer decades than this, 2 and 5 have ticks too.</summary>
    private const double ShortAxis = 2;

    /// <summary>How many ticks fit under an area.</summary>
    public static int MostX(Box area) => Math.Max(3, (int)(area.Width / 75));

    /// <summary>How many ticks fit beside an area.</summary>
    public static int MostY(Box area) => Math.Max(3, (int)(area.Height / 42));

    /// <summary>The round values between two limits: multiples of 1, 2 or 5 times a power of 10.</summary>
    /// <param name="low">The lower limit.</param>
    /// <param name="high">The upper limit.</param>
    /// <param name="most">At most this many.</param>
    public static IReadOnlyList<double> NiceValues(double low, double high, int most)
    {
        var rough = (high - low) / most;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1, 2, 5, 10 }.Select(m => m * power).First(s => s >= rough * 0.9999);
        var first = Math.Ceiling(low / step - 1e-9);
        var count = (int)Math.Floor(high / step - first + 1e-9) + 1;
        return [.. Enumerable.Range(0, count).Select(i => (first + i) * step)];
    }

    /// <summary>The ticks of an axis; the limits of a logarithmic axis are exponents of 10.</summary>
    public static ITickGenerator Generator(AxisRange limits, bool log, int most)
    {
        if (!log)
        {
            var values = NiceValues(limits.Low, limits.High, most);
            return new NumericManual([.. values], [.. values.Select(Label)]);
        }
        var powers = Powers(limits);
        return new NumericManual([.. powers.Select(t => t.At)], [.. powers.Select(t => t.Label)]);
    }

    /// <summary>The ticks of a logarithmic axis: exponents of 10 and what they say.</summary>
    public static IReadOnlyList<(double At, string Label)> Powers(AxisRange limits)
    {
        var decades = limits.High - limits.Low;
        var every = Math.Max(1, (int)Math.Ceiling(decades / 8));
        double[] multiples = decades < ShortAxis ? [1, 2, 5] : [1];
        var ticks = new List<(double, string)>();
        for (var exponent = (int)Math.Floor(limits.Low); exponent <= Math.Ceiling(limits.High); exponent++)
            foreach (var multiple in exponent % every == 0 ? multiples : [])
                if (exponent + Math.Log10(multiple) is var at && at >= limits.Low - 1e-9 && at <= limits.High + 1e-9)
                    ticks.Add((at, multiples.Length == 1 ? Power(exponent) : Label(multiple * Math.Pow(10, exponent))));
        return ticks;
    }

    /// <summary>A number as an axis shows it.</summary>
    public static string Label(double value)
    {
        var size = Math.Abs(value);
        if (size < 1e-12)
            return "0";
        if (size is >= 1e-4 and < 1e5)
            return value.ToString("0.########", CultureInfo.InvariantCulture).Replace('-', '−');
        var exponent = (int)Math.Floor(Math.Log10(size) + 1e-9);
        var factor = Math.Round(value / Math.Pow(10, exponent), 6);
        return (factor == 1 ? "" : factor.ToString(CultureInfo.InvariantCulture).Replace('-', '−') + "·")
            + Power(exponent);
    }

    private static string Power(int exponent) => exponent switch
    {
        >= -3 and <= 3 => Math.Pow(10, exponent).ToString(CultureInfo.InvariantCulture),
        _ => "10" + (exponent < 0 ? "⁻" : "") + string.Concat(
            Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).Select(d => Superscripts[d - '0'])),
    };
}
