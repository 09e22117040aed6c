using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The Fréchet distance between Gaussians fitted to two sets of feature vectors (Heusel et al., "GANs Trained by a Two
/// Time-Scale Update Rule", 2017): |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½). With the features of Inception it is called
/// FID; with those of another network its numbers can only be compared among themselves.
/// </summary>
/// <remarks>
/// Biased: too large for small sets, by about 1/N (Chong and Forsyth, "Effectively Unbiased FID", 2020). Compare sets
/// of one size only.
/// </remarks>
public static class FrechetDistance
{
    /// <summary>The distance between two sets of features.</summary>
    /// <param name="a">[N, D], at least 2 rows.</param>
    /// <param name="b">[M, D], at least 2 rows.</param>
    /// <exception cref="ArgumentException">The sets do not fit each other, or are too small.</exception>
    public static double Between(Tensor a, Tensor b)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = MetricInput.Rows(a, b, atLeast: 2);
        return Between(x.mean([0]), Covariance(x), y.mean([0]), Covariance(y));
    }

    /// <summary>The distance between two Gaussians.</summary>
    /// <param name="meanA">[D].</param>
    /// <param name="covarianceA">[D, D], symmetric.</param>
    /// <param name="meanB">[D].</param>
    /// <param name="covarianceB">[D, D], symmetric.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit each other, or a number is NaN or infinite.
    /// </exception>
    public static double Between(Tensor meanA, Tensor covarianceA, Tensor meanB, Tensor covarianceB)
    {
        var d = meanA.numel();
        foreach (var (part, name, shape) in new[]
        {
            (meanA, nameof(meanA), new[] { d }), (covarianceA, nameof(covarianceA), [d, d]),
            (meanB, nameof(meanB), [d]), (covarianceB, nameof(covarianceB), [d, d]),
        })
        {
            if (!part.shape.SequenceEqual(shape))
                throw new ArgumentException(
                    $"Beside a first mean of {d} numbers this is [{string.Join(", ", shape)}], not "
                    + $"[{string.Join(", ", part.shape)}].", name);
            TensorInput.RequireFinite(part, name);
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (a, b) = (covarianceA.to(ScalarType.Float64), covarianceB.to(ScalarType.Float64));
        // Σ₁Σ₂ is not symmetric, but has the eigenvalues of √Σ₁ Σ₂ √Σ₁, which is.
        var root = Root(a);
        var product = root.mm(b).mm(root);
        var cross = linalg.eigvalsh((product + product.t()) / 2).clamp_min(0).sqrt().sum();
        var shift = (meanA.to(ScalarType.Float64) - meanB.to(ScalarType.Float64)).square().sum();
        return Math.Max(0, (shift + a.trace() + b.trace() - 2 * cross).item<double>());
    }

    /// <summary>The square root of a symmetric matrix without negative eigenvalues (rounding may make some).</summary>
    private static Tensor Root(Tensor symmetric)
    {
        var (values, vectors) = linalg.eigh((symmetric + symmetric.t()) / 2);
        return (vectors * values.clamp_min(0).sqrt()).mm(vectors.t());
    }

    private static Tensor Covariance(Tensor rows)
    {
        var centred = rows - rows.mean([0], keepdim: true);
        return centred.t().mm(centred) / (rows.shape[0] - 1);
    }
}
