using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Two answers that one distance mixes up: are the samples good, and are all kinds there?</summary>
/// <param name="Precision">The share of generated points that lie among the real ones.</param>
/// <param name="Recall">The share of real points that lie among the generated ones.</param>
/// <remarks>
/// Kynkäänniemi et al., "Improved Precision and Recall Metric for Assessing Generative Models", 2019: a point lies
/// among others if it is nearer to one of them than that one's k-th neighbour.
/// </remarks>
public sealed record PrecisionRecall(double Precision, double Recall)
{
    /// <summary>Measures both.</summary>
    /// <param name="real">[N, ...], more than k.</param>
    /// <param name="generated">[M, ...], more than k.</param>
    /// <param name="k">Which neighbour gives the radius, 3 in the paper.</param>
    /// <exception cref="ArgumentException">The sets do not fit each other, or are too small.</exception>
    public static PrecisionRecall Between(Tensor real, Tensor generated, int k = 3)
    {
        if (k < 1) throw new ArgumentOutOfRangeException(nameof(k), k, "The neighbour's number is at least 1.");
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = MetricInput.Rows(real, generated, atLeast: k + 1);
        return new(ShareAmong(y, x, k), ShareAmong(x, y, k));
    }

    private static double ShareAmong(Tensor points, Tensor others, int k)
    {
        // Each point is its own nearest neighbour: the k-th other one is the (k + 1)-th.
        var radii = cat(
            [.. MetricInput.DistanceSlices(others, others).Select(slice => slice.kthvalue(k + 1, 1).values)]);
        var inside = cat([.. MetricInput.DistanceSlices(points, others).Select(slice => slice.le(radii).any(1))]);
        return inside.to(ScalarType.Float64).mean().item<double>();
    }
}
