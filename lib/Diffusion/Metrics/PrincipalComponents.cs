using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Principal component analysis (Pearson, 1901): the best code of k numbers that a straight line, plane, ... can give,
/// in closed form. The squared error an image of the fitted set is left with, in the mean, is the sum of the dropped
/// eigenvalues of the covariance (with 1 / N).
/// </summary>
public sealed class PrincipalComponents : IDisposable
{
    private readonly Tensor mean, directions;
    private readonly long[] shape;

    private PrincipalComponents(Tensor mean, Tensor directions, double[] variances, long[] shape) =>
        (this.mean, this.directions, Variances, this.shape) = (mean, directions, variances, shape);

    /// <summary>
    /// The eigenvalues: how far the set spreads along each direction, largest first. They sum to its variance.
    /// </summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>Finds the directions of a set.</summary>
    /// <param name="images">[N, ...], at least 2.</param>
    /// <exception cref="ArgumentException">There are too few images, or a number is not finite.</exception>
    public static PrincipalComponents Of(Tensor images)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (rows, _) = MetricInput.Rows(images, images, atLeast: 2);
        var mean = rows.mean([0]);
        var centred = rows - mean;
        var (values, vectors) = linalg.eigh(centred.t().mm(centred) / rows.shape[0]);
        double[] variances = [.. values.flip(0).clamp_min(0).cpu().data<double>()];
        return new(mean.DetachFromDisposeScope(), vectors.flip(1).contiguous().DetachFromDisposeScope(), variances,
            images.shape[1..]);
    }

    /// <summary>The first k numbers of each image: [N, ...] to [N, k], in double precision.</summary>
    public Tensor Encode(Tensor images, int count)
    {
        Setting.Within(count, 1, Variances.Count, $"There are 1 to {Variances.Count} directions.");
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = images.reshape(images.shape[0], -1).to(ScalarType.Float64);
        if (rows.shape[1] != Variances.Count)
            throw new ArgumentException(
                $"These directions are of {Variances.Count} numbers, the images of {rows.shape[1]}.", nameof(images));
        return (rows - mean).mm(directions.narrow(1, 0, count)).MoveToOuterDisposeScope();
    }

    /// <summary>The images of codes [N, k]: float32, in the fitted images' shape.</summary>
    public Tensor Decode(Tensor codes)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = codes.to(ScalarType.Float64).mm(directions.narrow(1, 0, codes.shape[1]).t()) + mean;
        return rows.reshape([codes.shape[0], .. shape]).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Images through their first k numbers and back.</summary>
    public Tensor Reconstruct(Tensor images, int count)
    {
        using var codes = Encode(images, count);
        return Decode(codes);
    }

    /// <summary>Frees the directions.</summary>
    public void Dispose()
    {
        mean.Dispose();
        directions.Dispose();
    }
}
