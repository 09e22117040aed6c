using Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>The same training run in float32 and in bfloat16: how far apart their losses are.</summary>
internal static class LossCurveBenchmark
{
    private const int Steps = 1000, Window = 100;

    internal static void Run()
    {
        NativeLibraries.ThrowIfUnavailable();
        ProcessMemory.KeepFreedBlocks();
        var data = DatasetStore.EmbeddedFashionMnist();
        double[] Losses(ScalarType type)
        {
            manual_seed(1);
            using var network = new UNet(UNetSizes.Mnist);
            using var trainer = new Trainer(network, data, NoiseSchedule.Flow(),
                new() { Prediction = Prediction.Flow, BatchSize = 32, ComputeType = type });
            return [.. trainer.Train(Steps).Select(step => step.Loss).Chunk(Window).Select(part => part.Average())];
        }
        var (single, brief) = (Losses(ScalarType.Float32), Losses(ScalarType.BFloat16));
        Console.WriteLine("steps             float32  bfloat16     ratio");
        for (var i = 0; i < single.Length; i++)
            Console.WriteLine(FormattableString.Invariant(
                $"{i * Window + 1,5} to {(i + 1) * Window,5}   {single[i],9:0.00000} {brief[i],9:0.00000} {brief[i] / single[i],9:0.0000}"));
        Console.WriteLine(FormattableString.Invariant(
            $"largest difference {single.Zip(brief).Max(pair => Math.Abs(pair.Second / pair.First - 1)):P2}"));
    }
}
