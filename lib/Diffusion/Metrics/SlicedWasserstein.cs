using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The sliced Wasserstein distance of order 2 (Rabin et al., 2011): both sets are projected on random directions, where
/// the cheapest transport is to match sorted points; the root of the mean over directions.
/// </summary>
public static class SlicedWasserstein
{
    /// <summary>Estimates the distance from two sets of points, in the units of the points.</summary>
    /// <param name="a">[N, ...].</param>
    /// <param name="b">[M, ...]; sets of different size are compared by quantiles.</param>
    /// <param name="directions">How many random directions.</param>
    /// <param name="generator">Where the directions come from; null is torch's own generator.</param>
    /// <exception cref="ArgumentException">The sets do not fit each other, or are too small.</exception>
    public static double Between(Tensor a, Tensor b, int directions = 128, Generator? generator = null)
    {
        if (directions < 1)
            throw new ArgumentOutOfRangeException(nameof(directions), directions, "At least one direction is needed.");
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = MetricInput.Rows(a, b, atLeast: 1);
        var lines = randn([x.shape[1], directions], ScalarType.Float64, generator: generator).to(x.device);
        lines = lines / lines.square().sum(0, keepdim: true).sqrt();
        var points = Math.Max(x.shape[0], y.shape[0]);
        var difference = Quantiles(x.mm(lines).sort(0).Values, points) - Quantiles(y.mm(lines).sort(0).Values, points);
        return Math.Sqrt(difference.square().mean().item<double>());
    }

    /// <summary>So many points of each sorted column, at even ranks.</summary>
    private static Tensor Quantiles(Tensor sorted, long points)
    {
        if (sorted.shape[0] == points) return sorted;
        // The i-th of n points stands for the ranks from i / n to (i + 1) / n.
        var rank = (arange(points, ScalarType.Float64, sorted.device) + 0.5) * sorted.shape[0] / points;
        return sorted.index_select(0, rank.floor().to(ScalarType.Int64));
    }
}
