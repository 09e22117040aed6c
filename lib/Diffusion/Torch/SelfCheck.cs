using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Whether libtorch computes right on this processor: convolutions with awkward numbers of channels, products and a
/// normalisation, forward and backward, each on memory that was filled with NaN just before, against the same in
/// float64, for which libtorch has other code (oneDNN knows no float64).
/// </summary>
internal static class SelfCheck
{
    // In and out: not all pairs, but each number on both sides, beside smaller and larger ones.
    private static readonly (int In, int Out)[] Channels = [(1, 24), (24, 3), (3, 12), (12, 4), (4, 1)];

    /// <summary>What came out wrong in a number type; empty where all is right.</summary>
    internal static IReadOnlyList<string> Faults(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var faults = new List<string>();
        void Try(string name, Func<Tensor[], Tensor> operation, params long[][] shapes)
        {
            try
            {
                if (IsWrong(type, operation, shapes)) faults.Add(name);
            }
            catch (ExternalException e)
            {
                faults.Add($"{name}: {e.Message}");
            }
        }
        foreach (var (from, to) in Channels)
            foreach (var (kernel, stride) in new[] { (1, 1), (3, 1), (3, 2) })
                Try($"convolution {kernel}x{kernel}, stride {stride}, from {from} to {to} channels",
                    x => nn.functional.conv2d(x[0], x[1], x[2], [stride, stride], [kernel / 2, kernel / 2]),
                    [2, from, 5, 5], [to, from, kernel, kernel], [to]);
        Try("linear layer from 3 to 24", x => nn.functional.linear(x[0], x[1], x[2]), [5, 3], [24, 3], [24]);
        Try("linear layer from 24 to 1", x => nn.functional.linear(x[0], x[1], x[2]), [5, 24], [1, 24], [1]);
        Try("product of batches", x => x[0].bmm(x[1]), [3, 5, 12], [3, 12, 4]);
        Try("group normalisation", x => nn.functional.group_norm(x[0], 4, x[1], x[2]), [2, 12, 5, 5], [12], [12]);
        return faults;
    }

    /// <summary>
    /// Whether an operation's answer, or the gradient of one of its inputs, is wrong. Inputs are -1, 0 and 1: sums of
    /// up to 256 of their products are exact in every number type, so that a missing term shows.
    /// </summary>
    internal static bool IsWrong(ScalarType type, Func<Tensor[], Tensor> operation, params long[][] shapes)
    {
        using var scope = NewDisposeScope();
        var right = Run(ScalarType.Float64, operation, shapes);
        FillMemoryWithNaN();
        return Run(type, operation, shapes).Zip(right).Any(pair => !Agree(pair.First, pair.Second, type));
    }

    /// <summary>
    /// Whether two answers are the same but for rounding: bfloat16 keeps 8 bits, so that whole numbers stay what they
    /// are up to 256 and are then off by less than a 256th.
    /// </summary>
    internal static bool Agree(Tensor answer, Tensor right, ScalarType type)
    {
        var largest = right.abs().max().item<double>();
        var tolerance = type == ScalarType.BFloat16 ? Math.Max(0.5, largest / 256) : 1e-3;
        // NaN is not below anything.
        return (answer.to(ScalarType.Float64) - right).abs().max().item<double>() < tolerance;
    }

    private static Tensor[] Run(ScalarType type, Func<Tensor[], Tensor> operation, long[][] shapes)
    {
        Tensor[] inputs = [.. shapes.Select((shape, i) => Pattern(shape, 3 + i, type).requires_grad_(true))];
        var answer = operation(inputs);
        answer.backward([Pattern(answer.shape, 2, type)]);
        return [answer, .. inputs.Select(input => input.grad!)];
    }

    /// <summary>
    /// -1, 0 and 1 in an order without meaning, adding up to nothing; no random numbers, which others may be counting
    /// on.
    /// </summary>
    internal static Tensor Pattern(long[] shape, int step, ScalarType type)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++) values[i] = (i * step % 11) switch { < 4 => -1, < 8 => 1, _ => 0 };
        return tensor(values, shape).to(type);
    }

    /// <summary>
    /// What is allocated next lies where these blocks lay: what is not written there is NaN in every type.
    /// </summary>
    internal static void FillMemoryWithNaN()
    {
        using var scope = NewDisposeScope();
        for (var count = 16; count <= 1 << 16; count *= 4)
            for (var i = 0; i < 4; i++) _ = full([count], -1, ScalarType.Int32);
    }
}
