using System.Diagnostics;
using System.Globalization;
using Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>What a U-Net has to multiply, layer by layer, and how fast this machine multiplies at best.</summary>
internal static class UNetWork
{
    private const int Large = 2048, Tries = 5;

    /// <summary>One layer's work for one image.</summary>
    /// <param name="Name">Of its weights.</param>
    /// <param name="Shape">Of its weights.</param>
    /// <param name="Side">Of its answer; 1 where there is no image.</param>
    /// <param name="Stride">2 where it halves the image.</param>
    /// <param name="MultiplyAdds">How many.</param>
    internal sealed record Layer(string Name, long[] Shape, int Side, int Stride, long MultiplyAdds);

    /// <summary>
    /// The layers of a network without patches that sees images of this side, attention's products included.
    /// </summary>
    internal static IEnumerable<Layer> Of(UNet network, int side)
    {
        // The lists "down", "middle" and "up" come in this order; a convolution of their own halves or doubles the
        // image.
        var current = side;
        foreach (var (name, weights) in network.named_parameters())
        {
            if (!name.EndsWith(".weight", StringComparison.Ordinal) || weights.dim() < 2) continue;
            var isOwn = name.Split('.').Length == 3;
            var stride = isOwn && name.StartsWith("down.", StringComparison.Ordinal) ? 2 : 1;
            if (stride == 2) current /= 2;
            if (isOwn && name.StartsWith("up.", StringComparison.Ordinal)) current *= 2;
            var isEnd = name is "stem.weight" or "exit.weight";
            var isVector = name.StartsWith("time.", StringComparison.Ordinal) || name.Contains(".told.");
            var at = isVector ? 1 : isEnd ? side : current;
            yield return new(name, weights.shape, at, stride, weights.numel() * at * at);
            // Each of N places asks all N: scores, then a sum of values.
            if (name.EndsWith("attention.exit.weight", StringComparison.Ordinal))
                yield return new(name[..^"exit.weight".Length], [], at, 1, 2L * at * at * at * at * weights.shape[0]);
        }
    }

    /// <summary>Prints the GFLOP/s of a large float32 matrix product: the best of a few.</summary>
    internal static void ReportPeak() => Console.WriteLine(Peak().ToString("0.0", CultureInfo.InvariantCulture));

    /// <summary>
    /// Prints how long each convolution's three passes take by themselves, and how near the peak that is.
    /// </summary>
    internal static void ReportLayers(UNet network, int side, int batch)
    {
        var peak = Peak();
        Console.WriteLine($"forward and backward of each convolution by itself, float32, batch {batch}");
        Console.WriteLine($"{"layer",-34} {"weights",-16} {"side",4} {"ms",9} {"GFLOP/s",9} {"of peak",8}");
        double all = 0, most = 0;
        foreach (var layer in Of(network, side).Where(layer => layer.Shape.Length == 4))
        {
            var milliseconds = Milliseconds(layer, batch);
            var rate = 6e-6 * layer.MultiplyAdds * batch / milliseconds;
            (all, most) = (all + milliseconds, most + 6e-6 * layer.MultiplyAdds * batch / peak);
            var shape = string.Join('x', layer.Shape);
            Console.WriteLine(FormattableString.Invariant(
                $"{layer.Name,-34} {shape,-16} {layer.Side,4} {milliseconds,9:0.00} {rate,9:0.0} {rate / peak,8:0.00}"));
        }
        Console.WriteLine(FormattableString.Invariant(
            $"{"all convolutions",-56} {all,9:0.0}   at peak {most:0.0}; the rest of a step is not convolution"));
    }

    private static double Peak()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (a, b) = (randn(Large, Large), randn(Large, Large));
        return 2e-6 * Large * Large * Large / Best(() => a.mm(b).Dispose());
    }

    private static double Milliseconds(Layer layer, int batch)
    {
        using var scope = NewDisposeScope();
        var (from, kernel) = (layer.Shape[1], layer.Shape[2]);
        var x = randn([batch, from, layer.Side * layer.Stride, layer.Side * layer.Stride], requires_grad: true);
        var weights = randn(layer.Shape, requires_grad: true);
        var change = randn(batch, layer.Shape[0], layer.Side, layer.Side);
        return Best(() =>
        {
            using var step = NewDisposeScope();
            nn.functional.conv2d(x, weights, null, [layer.Stride, layer.Stride], [kernel / 2, kernel / 2])
                .backward([change]);
        });
    }

    private static double Best(Action work)
    {
        var best = double.PositiveInfinity;
        for (var i = 0; i <= Tries; i++)
        {
            var clock = Stopwatch.StartNew();
            work();
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }
        return best;
    }
}
