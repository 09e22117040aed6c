namespace Diffusion;

/// <summary>
/// Integrals of smooth functions of one number, for the weights of <see cref="Lms"/> and <see cref="Deis"/>.
/// </summary>
internal static class Quadrature
{
    // Gauss-Legendre, 8 nodes: exact for polynomials up to degree 15.
    private static readonly (double Node, double Weight)[] Half =
    [
        (0.1834346424956498, 0.3626837833783620), (0.5255324099163290, 0.3137066458778873),
        (0.7966664774136267, 0.2223810344533745), (0.9602898564975363, 0.1012285362903763),
    ];

    /// <summary>
    /// The weight of each of the values at some points, for the integral from a to b of the polynomial through them.
    /// </summary>
    /// <param name="points">All different.</param>
    /// <param name="from">a.</param>
    /// <param name="to">b.</param>
    /// <param name="factor">What the polynomial is multiplied by; 1 if null.</param>
    internal static double[] Weights(double[] points, double from, double to, Func<double, double>? factor = null) =>
        [.. points.Select((_, j) => Integrate(at => Lagrange(at, points, j) * (factor?.Invoke(at) ?? 1), from, to))];

    /// <summary>∫ f from a to b.</summary>
    private static double Integrate(Func<double, double> f, double a, double b)
    {
        double middle = (a + b) / 2, radius = (b - a) / 2, sum = 0;
        foreach (var (node, weight) in Half) sum += weight * (f(middle - radius * node) + f(middle + radius * node));
        return sum * radius;
    }

    /// <summary>The polynomial that is 1 at point <paramref name="j"/> and 0 at the other points (Lagrange).</summary>
    private static double Lagrange(double at, IReadOnlyList<double> points, int j)
    {
        var product = 1.0;
        for (var k = 0; k < points.Count; k++)
            if (k != j) product *= (at - points[k]) / (points[j] - points[k]);
        return product;
    }
}
