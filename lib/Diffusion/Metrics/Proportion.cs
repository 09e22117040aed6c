namespace Diffusion;

/// <summary>How many of how many are right, with the interval in which the true share lies (Wilson, 1927).</summary>
/// <param name="Right">How many are.</param>
/// <param name="Of">How many were looked at.</param>
public sealed record Proportion(int Right, int Of)
{
    /// <summary>The measured share, 0 to 1.</summary>
    public double Value => (double)Right / Of;

    /// <summary>The lower end of the interval: 95 of 100 such intervals hold the true share.</summary>
    public double Low => Bound(-1);

    /// <summary>The upper end of the interval.</summary>
    public double High => Bound(1);

    private double Bound(int side)
    {
        const double Z = 1.959964;
        var (share, n) = (Value, (double)Of);
        return (share + Z * Z / (2 * n) + side * Z * Math.Sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))) / (1
            + Z * Z / n);
    }

    /// <summary>How many of a list are true.</summary>
    public static Proportion Among<T>(IReadOnlyCollection<T> all, Func<T, bool> isRight) =>
        new(all.Count(isRight), all.Count);

    /// <summary>The share and its interval.</summary>
    public override string ToString() => FormattableString.Invariant($"{Value:0.000} ({Low:0.000} to {High:0.000})");
}
