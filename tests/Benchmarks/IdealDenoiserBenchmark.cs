using System.Diagnostics;
using Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// One answer of the ideal denoiser to 16 noisy images, over 60,000 images of 784 pixels, as a multiple of the plain
/// matrix product of the same size.
/// </summary>
internal static class IdealDenoiserBenchmark
{
    private const int Count = 60_000, Pixels = 784, Batch = 16, Rounds = 15;

    public static void Run()
    {
        NativeLibraries.ThrowIfUnavailable();
        using var scope = NewDisposeScope();
        manual_seed(0);
        var images = randn(Count, 1, 28, 28);
        var flat = images.reshape(Count, Pixels);
        using var denoiser = new DatasetDenoiser(images);
        foreach (var t in new[] { 0, 250, 500, 999 })
        {
            var level = NoiseSchedule.Linear()[t];
            var x = NoiseMixing.AddNoise(images[..Batch], randn(Batch, 1, 28, 28), level);
            var points = x.reshape(Batch, Pixels);
            // The two take turns, and the best of each counts: what else the machine does disturbs both alike.
            double product = double.MaxValue, answer = double.MaxValue, all = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                product = Math.Min(product, Milliseconds(() => points.mm(flat.t()).Dispose()));
                answer = Math.Min(answer, Milliseconds(() => denoiser.Denoise(x, level).Dispose()));
                all = Math.Min(all, Milliseconds(() => denoiser.Weigh(x, level).Dispose()));
            }
            Console.WriteLine(FormattableString.Invariant(
                $"t = {t,3}: product {product:0.0} ms, Denoise {answer:0.0} ms ({answer / product:0.00}x), Weigh {all:0.0} ms ({all / product:0.00}x)"));
        }
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"largest working set: {process.PeakWorkingSet64 >> 20} MB, of which this program's own copy of the images {Count * Pixels * 4L >> 20} MB");
    }

    private static double Milliseconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
