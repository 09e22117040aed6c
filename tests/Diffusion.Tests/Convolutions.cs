using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>Convolutions of many shapes in both number types, forward and backward, on poisoned memory.</summary>
internal static class Convolutions
{
    private static readonly long[] Channels = [1, 3, 4, 12, 20, 24, 32];

    private static readonly (long Batch, long Side, int Kernel, int Stride)[] Places =
        [(2, 5, 1, 1), (2, 5, 3, 1), (8, 14, 3, 1), (3, 8, 3, 2)];

    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.BFloat16];

    /// <summary>How many there are.</summary>
    internal static int Count => Channels.Length * Channels.Length * Places.Length * Types.Length;

    /// <summary>Those that come out wrong.</summary>
    /// <param name="own">Whether the networks' layer computes them, or <c>nn.Conv2d</c>.</param>
    internal static List<string> WrongOnes(bool own) =>
    [
        .. from type in Types
           from place in Places
           from inputs in Channels
           from outputs in Channels
           where IsWrong(own, type, place, inputs, outputs)
           select $"{type} {place} {inputs} to {outputs}",
    ];

    private static bool IsWrong(bool own, ScalarType type, (long Batch, long Side, int Kernel, int Stride) place, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        var (batch, side, kernel, stride) = place;
        using nn.Module<Tensor, Tensor> layer = own
            ? new Layers.Conv(inputs, outputs, kernel, stride)
            : nn.Conv2d(inputs, outputs, kernel, stride, kernel / 2);
        using (no_grad())
            foreach (var weights in layer.parameters()) weights.copy_(SelfCheck.Pattern(weights.shape, 3, ScalarType.Float32));
        Tensor[] Run(ScalarType number)
        {
            // The networks' layer keeps float32 weights and computes in the type of what comes in; nn.Conv2d does not.
            layer.to(own && number == ScalarType.BFloat16 ? ScalarType.Float32 : number);
            layer.zero_grad();
            var x = SelfCheck.Pattern([batch, inputs, side, side], 2, number).requires_grad_(true);
            SelfCheck.FillMemoryWithNaN();
            var y = layer.forward(x);
            y.backward([SelfCheck.Pattern(y.shape, 4, number)]);
            return [y, x.grad!, .. layer.parameters().Select(weights => weights.grad!.clone())];
        }
        var right = Run(ScalarType.Float64);
        return Run(type).Zip(right).Any(pair => !SelfCheck.Agree(pair.First, pair.Second, type));
    }
}
