using System.Diagnostics;
using System.Globalization;
using Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// Our side of against-pytorch.sh: one U-Net, so many training steps or answers, a line of milliseconds for each.
/// </summary>
internal static class TrainingBenchmark
{
    private const int WarmUp = 2, Examples = 512, Side = 32;

    /// <summary>
    /// Runs <c>training MODE THREADS BATCH REPEATS FOLDER</c>; MODE is weights, train, train-fp32, forward, peak, work
    /// or layers.
    /// </summary>
    internal static void Run(string[] arguments)
    {
        if (arguments is not [var mode, var threads, var batch, var repeats, var folder])
            throw new ArgumentException("Give MODE THREADS BATCH REPEATS FOLDER.");
        NativeLibraries.ThrowIfUnavailable();
        set_num_threads(Number(threads));
        ProcessMemory.KeepFreedBlocks();
        manual_seed(1);
        using var network = new UNet(new() { Multipliers = [1, 2, 2], AttentionLevels = [2] });
        Stir(network);
        switch (mode)
        {
            case "weights": WriteWeights(network, folder); break;
            case "forward": Forward(network, Number(batch), Number(repeats)); break;
            case "peak": UNetWork.ReportPeak(); break;
            case "work": Console.WriteLine(UNetWork.Of(network, Side).Sum(layer => layer.MultiplyAdds)); break;
            case "layers": UNetWork.ReportLayers(network, Side, Number(batch)); break;
            case "train": Train(network, Number(batch), Number(repeats), Fastest(network, Number(batch))); break;
            case "train-fp32": Train(network, Number(batch), Number(repeats), ScalarType.Float32); break;
            default: throw new ArgumentException($"There is no mode '{mode}'.");
        }
    }

    private static ScalarType Fastest(UNet network, int batch) =>
        ComputeChoice.For(network, [1, Side, Side], batch).Type;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A fresh network answers 0, which would say nothing about agreement.</summary>
    private static void Stir(UNet network)
    {
        using var noGrad = no_grad();
        foreach (var weights in network.parameters()) weights.add_(randn_like(weights), 0.02);
    }

    /// <summary>The weights, an input and our answer to it, for the other side to load and compare.</summary>
    private static void WriteWeights(UNet network, string folder)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var tensors = network.state_dict();
        tensors["input"] = randn(4, 1, 32, 32);
        tensors["timesteps"] = tensor(new float[] { 0, 250, 500, 999 });
        tensors["answer"] = network.forward(tensors["input"], tensors["timesteps"]);
        Safetensors.Save(Path.Combine(folder, "weights.safetensors"), tensors);
        Console.WriteLine($"{network.ParameterCount} parameters");
    }

    private static void Train(UNet network, int batch, int repeats, ScalarType type)
    {
        using var images = randn(Examples, 1, 32, 32);
        using var trainer = new Trainer(
            network, new TensorData(images), NoiseSchedule.Linear(), new() { BatchSize = batch, ComputeType = type });
        var before = TimeSpan.Zero;
        foreach (var step in trainer.Train(WarmUp + repeats))
        {
            if (step.Number > WarmUp) Report(step.Elapsed - before);
            before = step.Elapsed;
        }
    }

    private static void Forward(UNet network, int batch, int repeats)
    {
        using var noGrad = no_grad();
        network.ComputeType = Fastest(network, batch);
        using var images = randn(batch, 1, 32, 32);
        using var timesteps = randint(0, 1000, [batch]).to(ScalarType.Float32);
        for (var i = -WarmUp; i < repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            using (network.forward(images, timesteps))
                if (i >= 0) Report(clock.Elapsed);
        }
    }

    private static void Report(TimeSpan time) =>
        Console.WriteLine(time.TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture));
}
