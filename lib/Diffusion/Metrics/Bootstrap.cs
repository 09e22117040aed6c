using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A measured number and the interval in which the true one lies with the chosen probability.</summary>
/// <param name="Value">The number measured on all points.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public sealed record Estimate(double Value, double Low, double High)
{
    /// <summary>The number and its interval.</summary>
    public override string ToString() => FormattableString.Invariant($"{Value:G4} ({Low:G4} to {High:G4})");
}

/// <summary>
/// Confidence intervals for any metric, by measuring it again on points drawn with replacement (Efron, 1979).
/// </summary>
public static class Bootstrap
{
    /// <summary>A metric between two sets with its confidence interval.</summary>
    /// <remarks>
    /// The basic bootstrap: the interval mirrors what resampling did to the number. So a bias that resampling repeats
    /// (that of the Fréchet distance, or of repeated points in the energy distance) shifts the interval the right way.
    /// </remarks>
    /// <param name="metric">Measures [N, ...] against [M, ...].</param>
    /// <param name="a">[N, ...].</param>
    /// <param name="b">[M, ...].</param>
    /// <param name="rounds">How often to resample.</param>
    /// <param name="confidence">The interval's probability, between 0 and 1.</param>
    /// <param name="generator">Where the choice of points comes from; null is torch's own generator.</param>
    public static Estimate Interval(
        Func<Tensor, Tensor, double> metric, Tensor a, Tensor b, int rounds = 200, double confidence = 0.95,
        Generator? generator = null)
    {
        if (rounds < 2)
            throw new ArgumentOutOfRangeException(nameof(rounds), rounds, "An interval needs at least 2 rounds.");
        if (!(confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(confidence), confidence, "A probability lies between 0 and 1.");
        var value = metric(a, b);
        var again = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            Interruption.Point();
            using var scope = NewDisposeScope();
            again[i] = metric(Resampled(a, generator), Resampled(b, generator));
        }
        Array.Sort(again);
        double Quantile(double p)
        {
            var at = p * (rounds - 1);
            var below = Math.Min((int)at, rounds - 2);
            return again[below] + (at - below) * (again[below + 1] - again[below]);
        }
        return new(value, 2 * value - Quantile((1 + confidence) / 2), 2 * value - Quantile((1 - confidence) / 2));
    }

    private static Tensor Resampled(Tensor points, Generator? generator) =>
        points.index_select(0,
            randint(0, points.shape[0], [points.shape[0]], ScalarType.Int64, generator: generator).to(points.device));
}
