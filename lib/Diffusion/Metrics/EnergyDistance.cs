using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The energy distance (Székely and Rizzo, 2013): 2 E|X - Y| - E|X - X'| - E|Y - Y'|. Zero only for equal
/// distributions; needs no features and no fit.
/// </summary>
/// <remarks>
/// The estimate is unbiased (a point is not compared with itself), so that for equal distributions it falls around 0,
/// also a little below.
/// </remarks>
public static class EnergyDistance
{
    /// <summary>Estimates the distance from two sets of points.</summary>
    /// <param name="a">[N, ...], at least 2.</param>
    /// <param name="b">[M, ...], at least 2.</param>
    /// <exception cref="ArgumentException">The sets do not fit each other, or are too small.</exception>
    public static double Between(Tensor a, Tensor b)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = MetricInput.Rows(a, b, atLeast: 2);
        long n = x.shape[0], m = y.shape[0];
        return 2 * Sum(x, y) / n / m - Sum(x, x) / n / (n - 1) - Sum(y, y) / m / (m - 1);
    }

    private static double Sum(Tensor a, Tensor b)
    {
        var total = 0.0;
        foreach (var slice in MetricInput.DistanceSlices(a, b))
            using (slice)
            using (var sum = slice.sum())
                total += sum.item<double>();
        return total;
    }
}
