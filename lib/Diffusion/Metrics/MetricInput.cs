using static TorchSharp.torch;

namespace Diffusion;

/// <summary>What all metrics between two sets of points need: rows, in double precision, of one length.</summary>
internal static class MetricInput
{
    /// <summary>[N, ...] as [N, D] in double precision; images are flattened.</summary>
    internal static (Tensor A, Tensor B) Rows(Tensor a, Tensor b, int atLeast)
    {
        if (a.dim() < 2 || b.dim() < 2)
            throw new ArgumentException(
                $"Give sets of points [N, ...]; these are [{string.Join(", ", a.shape)}] and "
                + $"[{string.Join(", ", b.shape)}].");
        if (a.shape[0] < atLeast || b.shape[0] < atLeast)
            throw new ArgumentException(
                $"This metric needs at least {atLeast} points on each side; there are {a.shape[0]} and {b.shape[0]}.");
        var (rowsA, rowsB) = (Flat(a), Flat(b));
        if (rowsA.shape[1] != rowsB.shape[1])
            throw new ArgumentException(
                $"Points of {rowsA.shape[1]} numbers cannot be compared with points of {rowsB.shape[1]}: "
                + $"the sets are [{string.Join(", ", a.shape)}] and [{string.Join(", ", b.shape)}].");
        TensorInput.RequireFinite(rowsA, nameof(a));
        TensorInput.RequireFinite(rowsB, nameof(b));
        return (rowsA, rowsB);
    }

    /// <summary>
    /// Distances between all rows of both sets, [N, M], in slices of rows so that memory stays small.
    /// </summary>
    internal static IEnumerable<Tensor> DistanceSlices(Tensor a, Tensor b, long rows = 1024)
    {
        for (long from = 0; from < a.shape[0]; from += rows)
        {
            Interruption.Point();
            yield return cdist(a.narrow(0, from, Math.Min(rows, a.shape[0] - from)), b);
        }
    }

    private static Tensor Flat(Tensor points) => points.reshape(points.shape[0], -1).to(ScalarType.Float64);
}
