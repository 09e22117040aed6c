using System.Diagnostics;
using Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>Memory of a training run at batch 128: resident megabytes and live tensors, over so many steps.</summary>
internal static class MemoryBenchmark
{
    /// <summary>Runs <c>memory [STEPS [BATCH]]</c>; 2,000 steps of 128 unless said.</summary>
    internal static void Run(string[] arguments)
    {
        var (steps, batch) = (Number(arguments, 0, 2000), Number(arguments, 1, 128));
        NativeLibraries.ThrowIfUnavailable();
        ProcessMemory.KeepFreedBlocks();
        manual_seed(1);
        using var network = new UNet(UNetSizes.Mnist);
        using var trainer = new Trainer(network, DatasetStore.EmbeddedFashionMnist(), NoiseSchedule.Flow(), new()
        {
            Prediction = Prediction.Flow, BatchSize = batch,
            ComputeType = ComputeChoice.For(network, [1, 28, 28], batch).Type,
        });
        using var process = Process.GetCurrentProcess();
        foreach (var step in trainer.Train(steps))
        {
            if (step.Number != 10 && step.Number % Math.Max(1, steps / 10) != 0) continue;
            process.Refresh();
            Console.WriteLine(FormattableString.Invariant(
                $"step {step.Number,5}: {process.WorkingSet64 / 1e6,7:0} MB resident, {process.PeakWorkingSet64 / 1e6,7:0} MB at most, {Tensor.TotalCount,5} tensors"));
        }
    }

    private static int Number(string[] arguments, int at, int otherwise) =>
        arguments.Length > at ? int.Parse(arguments[at]) : otherwise;
}
