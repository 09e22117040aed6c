using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Whether a model draws its training images again: each sample's nearest training image, and how near it is compared
/// with how near training images are to each other.
/// </summary>
/// <param name="Nearest">For each sample the index of its nearest training image.</param>
/// <param name="Distances">For each sample the Euclidean distance to that image.</param>
/// <param name="Threshold">Nearer than this, a sample counts as a copy.</param>
/// <param name="CopyShare">The share of samples that are copies.</param>
public sealed record CopyCheck(long[] Nearest, double[] Distances, double Threshold, double CopyShare)
{
    /// <summary>Compares samples with the training set.</summary>
    /// <param name="samples">[N, ...].</param>
    /// <param name="training">[M, ...], at least 2.</param>
    /// <param name="quantile">
    /// The threshold is this quantile of the training images' distances to their own nearest neighbours: 0.01 means
    /// that one honest image in a hundred would be called a copy.
    /// </param>
    /// <exception cref="ArgumentException">The sets do not fit each other, or are too small.</exception>
    public static CopyCheck Of(Tensor samples, Tensor training, double quantile = 0.01)
    {
        if (!(quantile is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "A quantile lies between 0 and 1.");
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (training.dim() > 1 && training.shape[0] < 2)
            throw new ArgumentException("Neighbours in the training set need at least 2 images.", nameof(training));
        var (x, y) = MetricInput.Rows(samples, training, atLeast: 1);
        var found = MetricInput.DistanceSlices(x, y).Select(slice => slice.min(1)).ToArray();
        double[] distances = [.. found.SelectMany(minimum => minimum.values.cpu().data<double>().ToArray())];
        long[] nearest = [.. found.SelectMany(minimum => minimum.indexes.cpu().data<long>().ToArray())];
        // Each training image is its own nearest: take the second.
        var own = cat([.. MetricInput.DistanceSlices(y, y).Select(slice => slice.kthvalue(2, 1).values)]);
        var threshold = own.quantile(tensor(quantile, own.dtype, own.device)).item<double>();
        return new(nearest, distances, threshold,
            distances.Count(distance => distance < threshold) / (double)distances.Length);
    }
}
