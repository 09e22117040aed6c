namespace Benchmarks;

/// <summary>
/// Tight loops over numbers. Compiled here, and once more as a cell: this file is also that cell's text.
/// </summary>
public static class NumericLoops
{
    private static readonly double[] Left = [.. Enumerable.Range(0, 4096).Select(i => Math.Sin(i))];
    private static readonly double[] Right = [.. Enumerable.Range(0, 4096).Select(i => Math.Cos(i))];

    /// <summary>The loops by name.</summary>
    public static readonly (string Name, Func<double> Run)[] All =
    [
        ("sum of products", () => Repeat(1000, SumOfProducts)),
        ("whole numbers", () => Whole(4_000_000)),
        ("matrix product", MatrixProduct),
        ("small method in a loop", () => Repeat(300, Lengths)),
        ("recursion", () => Fibonacci(27)),
        ("lambda in a sum", () => Repeat(100, () => Left.Sum(x => x * x))),
    ];

    private static double Repeat(int times, Func<double> run)
    {
        var all = 0.0;
        for (var i = 0; i < times; i++)
            all += run();
        return all;
    }

    private static double SumOfProducts()
    {
        var sum = 0.0;
        for (var i = 0; i < Left.Length; i++)
            sum += Left[i] * Right[i];
        return sum;
    }

    private static double Whole(int count)
    {
        var mix = 1L;
        for (var i = 0; i < count; i++)
            mix += i ^ (mix >> 3);
        return mix;
    }

    private static double MatrixProduct()
    {
        const int n = 128;
        var product = new double[n * n];
        var (left, right) = (Left, Right);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < n; k++)
                    sum += left[(i * n + k) & 4095] * right[(k * n + j) & 4095];
                product[i * n + j] = sum;
            }
        return product[n];
    }

    private static double Lengths()
    {
        var sum = 0.0;
        for (var i = 0; i < Left.Length; i++)
            sum += Length(Left[i], Right[i]);
        return sum;
    }

    private static double Length(double x, double y) => Math.Sqrt(x * x + y * y);

    private static double Fibonacci(int n) => n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);
}
