using System.Diagnostics;
using Diffusion;
using TorchSharp;

namespace Benchmarks;

/// <summary>How long it takes to make a batch of 128 out of bytes, on one thread.</summary>
internal static class DataLoadingBenchmark
{
    private const int Batch = 128, Rounds = 400;

    internal static void Run()
    {
        NativeLibraries.ThrowIfUnavailable();
        torch.set_num_threads(1);
        foreach (var (channels, side) in new[] { (1, 28), (3, 32) })
        {
            var pixels = new byte[10_000 * channels * side * side];
            new Random(1).NextBytes(pixels);
            var data = new LabelledImages("noise", pixels, new byte[10_000], channels, side, side, ["all"]);
            var random = new Random(2);
            var times = Enumerable.Range(0, Rounds).Select(_ =>
            {
                var indices = Enumerable.Range(0, Batch).Select(_ => random.Next(10_000)).ToArray();
                var clock = Stopwatch.StartNew();
                var (images, labels) = data.Batch(indices);
                var time = clock.Elapsed.TotalMilliseconds;
                images.Dispose();
                labels!.Dispose();
                return time;
            }).Order().ToArray();
            Console.WriteLine(FormattableString.Invariant(
                $"{Batch} images {channels} x {side} x {side}: {times[Rounds / 2]:0.000} ms (median of {Rounds}), {Batch / times[Rounds / 2]:0} thousand images a second"));
        }
    }
}
