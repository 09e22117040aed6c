namespace Diffusion;

/// <summary>
/// Whether counts could come from given probabilities (the G-test, a likelihood ratio; Wilks, 1938): G = 2 Σ O ln(O /
/// E) follows a chi-squared distribution if they do.
/// </summary>
/// <param name="G">The statistic.</param>
/// <param name="Degrees">Degrees of freedom: the number of groups less one.</param>
/// <param name="P">The chance of a G as large or larger if the counts do come from the probabilities.</param>
public sealed record GTest(double G, int Degrees, double P)
{
    /// <summary>Tests counts.</summary>
    /// <param name="counts">How often each kind was seen.</param>
    /// <param name="probabilities">How often it should be, as shares; they are scaled to sum to 1.</param>
    /// <param name="atLeast">Kinds expected less often than this are put together until their groups reach it.</param>
    /// <exception cref="ArgumentException">The lists do not fit each other, or make fewer than two groups.</exception>
    public static GTest Of(IReadOnlyList<long> counts, IReadOnlyList<double> probabilities, double atLeast = 5)
    {
        if (counts.Count != probabilities.Count)
            throw new ArgumentException(
                $"There are {counts.Count} counts, but {probabilities.Count} probabilities.", nameof(probabilities));
        if (counts.Any(count => count < 0) || probabilities.Any(p => !(p > 0)))
            throw new ArgumentException("Counts are 0 or more, and probabilities lie above 0.", nameof(counts));
        var (seen, sum) = (counts.Sum(), probabilities.Sum());
        var groups = new List<(double Observed, double Expected)> { (0, 0) };
        // The rarest first: what is too small for a group of its own joins its neighbours in rarity.
        foreach (var i in Enumerable.Range(0, counts.Count).OrderBy(i => probabilities[i]))
        {
            if (groups[^1].Expected >= atLeast) groups.Add((0, 0));
            groups[^1] = (groups[^1].Observed + counts[i], groups[^1].Expected + probabilities[i] / sum * seen);
        }
        if (groups.Count > 1 && groups[^1].Expected < atLeast)
        {
            groups[^2] = (groups[^2].Observed + groups[^1].Observed, groups[^2].Expected + groups[^1].Expected);
            groups.RemoveAt(groups.Count - 1);
        }
        if (groups.Count < 2)
            throw new ArgumentException(
                $"{seen} counts make no two groups with {atLeast} expected in each: count more.", nameof(counts));
        var g = 2
            * groups.Sum(group => group.Observed > 0 ? group.Observed * Math.Log(group.Observed / group.Expected) : 0);
        return new(g, groups.Count - 1, ChiSquaredAbove(Math.Max(0, g), groups.Count - 1));
    }

    /// <summary>
    /// The chance that a chi-squared number exceeds x: the upper incomplete gamma function Q(degrees / 2, x / 2).
    /// </summary>
    /// <remarks>
    /// By its finite sum: Q(a + 1, y) = Q(a, y) + yᵃ e⁻ʸ / Γ(a + 1), from Q(1, y) = e⁻ʸ or Q(½, y) = erfc(√y).
    /// </remarks>
    internal static double ChiSquaredAbove(double x, int degrees)
    {
        var y = x / 2;
        if (y == 0) return 1;
        var isEven = degrees % 2 == 0;
        var above = isEven ? Math.Exp(-y) : ErfcOfRoot(y);
        // ln of yᵃ e⁻ʸ / Γ(a + 1); Γ(3/2) = √π / 2.
        var (a, logTerm) = isEven
            ? (1.0, Math.Log(y) - y)
            : (0.5, 0.5 * Math.Log(y) - y - Math.Log(Math.Sqrt(Math.PI) / 2));
        for (; a < degrees / 2.0; a++)
        {
            above += Math.Exp(logTerm);
            logTerm += Math.Log(y) - Math.Log(a + 1);
        }
        return Math.Min(1, above);
    }

    /// <summary>erfc(√y): its series near 0, its continued fraction beyond.</summary>
    private static double ErfcOfRoot(double y)
    {
        if (y < 2)
        {
            double term = 2 * Math.Sqrt(y / Math.PI), sum = term;
            for (var n = 1; n < 60; n++)
            {
                term *= -y / n;
                sum += term / (2 * n + 1);
            }
            return 1 - sum;
        }
        var fraction = 0.0;
        for (var n = 200; n >= 1; n--) fraction = n / 2.0 / (Math.Sqrt(y) + fraction);
        return Math.Exp(-y) / Math.Sqrt(Math.PI) / (Math.Sqrt(y) + fraction);
    }
}
