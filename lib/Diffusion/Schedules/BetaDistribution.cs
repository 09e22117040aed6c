namespace Diffusion;

/// <summary>The Beta distribution on [0, 1], as far as <see cref="TimestepSpacing.Beta"/> needs it.</summary>
public static class BetaDistribution
{
    /// <summary>
    /// The share of the distribution below <paramref name="x"/> (the regularised incomplete beta function).
    /// </summary>
    /// <param name="x">0 to 1.</param>
    /// <param name="a">The first shape parameter, above 0.</param>
    /// <param name="b">The second, above 0.</param>
    public static double Cumulative(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        // The continued fraction converges fast below the mean; above it, use the mirror image.
        if (x > (a + 1) / (a + b + 2)) return 1 - Cumulative(1 - x, b, a);
        var front = Math.Exp(a * Math.Log(x) + b * Math.Log(1 - x) - LogBeta(a, b)) / a;
        return front * Fraction(x, a, b);
    }

    /// <summary>Where the share <paramref name="p"/> of the distribution lies below.</summary>
    /// <param name="p">0 to 1.</param>
    /// <param name="a">The first shape parameter, above 0.</param>
    /// <param name="b">The second, above 0.</param>
    public static double Quantile(double p, double a, double b)
    {
        if (!(a > 0 && b > 0))
            throw new ArgumentOutOfRangeException(nameof(a), (a, b), "The shape parameters lie above 0.");
        if (!(p is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A share lies between 0 and 1.");
        double low = 0, high = 1;
        // Halving a double's interval ends by itself: when the middle is one of the ends.
        for (var middle = 0.5; middle > low && middle < high; middle = (low + high) / 2)
            if (Cumulative(middle, a, b) < p) low = middle;
            else high = middle;
        return p == 0 ? 0 : high;
    }

    /// <summary>Lentz's method (Press et al., "Numerical Recipes", 6.4).</summary>
    private static double Fraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        double Guard(double value) => Math.Abs(value) < tiny ? tiny : value;
        var c = 1.0;
        var d = 1 / Guard(1 - (a + b) * x / (a + 1));
        var result = d;
        for (var m = 1; m < 500; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / Guard(1 + even * d);
            c = Guard(1 + even / c);
            result *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / Guard(1 + odd * d);
            c = Guard(1 + odd / c);
            var change = d * c;
            result *= change;
            if (Math.Abs(change - 1) < 1e-15) break;
        }
        return result;
    }

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <summary>
    /// Stirling's series, after the argument is raised to where the series is exact to double precision.
    /// </summary>
    private static double LogGamma(double z)
    {
        var shift = 0.0;
        for (; z < 15; z++) shift -= Math.Log(z);
        var w = 1 / (z * z);
        var series = (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w * (1.0 / 1680 - w / 1188)))) / z;
        return shift + (z - 0.5) * Math.Log(z) - z + 0.5 * Math.Log(2 * Math.PI) + series;
    }
}
