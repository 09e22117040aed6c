using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>Convolutions of many shapes in both number types, forward and backward, on poisoned memory.</summary>
internal static class Convolutions
{
    private static readonly long[] Channels = [1, 3, 4, 12, 20, 24, 32];

    private static readonly Place[] Places =
        [new(2, 5, 1, 1), new(2, 5, 3, 1), new(4, 8, 3, 1), new(3, 8, 3, 2), new(8, 14, 1, 1), new(8, 14, 3, 1)];

    private static readonly (ScalarType Type, Place Place, long Inputs, long Outputs)[] Cases =
    [
        .. from type in new[] { ScalarType.Float32, ScalarType.BFloat16 }
           from place in Places
           // bfloat16 holds whole numbers up to 256: gradients that add up more places are rounded at each step.
           where type == ScalarType.Float32 || place.Batch * place.Side * place.Side <= 256
           from inputs in Channels
           from outputs in Channels
           select (type, place, inputs, outputs),
    ];

    /// <summary>How many there are.</summary>
    internal static int Count => Cases.Length;

    /// <summary>Those that come out wrong.</summary>
    /// <param name="own">Whether the networks' layer computes them, or <c>nn.Conv2d</c>.</param>
    internal static List<string> WrongOnes(bool own) =>
        [.. Cases.Where(it => IsWrong(own, it.Type, it.Place, it.Inputs, it.Outputs)).Select(it => it.ToString())];

    private sealed record Place(long Batch, long Side, int Kernel, int Stride);

    private static bool IsWrong(bool own, ScalarType type, Place place, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        var (batch, side, kernel, stride) = place;
        using nn.Module<Tensor, Tensor> layer = own
            ? new Layers.Conv(inputs, outputs, kernel, stride)
            : nn.Conv2d(inputs, outputs, kernel, stride, kernel / 2);
        using (no_grad())
            foreach (var weights in layer.parameters())
                weights.copy_(SelfCheck.Pattern(weights.shape, 3, ScalarType.Float32));
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
