using System.Diagnostics;
using System.Globalization;
using Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// What the way torch's helpers wait costs alone, and what it gives beside other programs. Each measurement is a
/// process of its own: <c>neighbours [PAIRS]</c>; at most 8 minutes with the usual 15 pairs.
/// </summary>
internal static class NeighboursBenchmark
{
    private const int Steps = 20, SamplingSteps = 12, WarmUp = 3, Batch = 32, Samples = 32, Resamples = 10_000;
    private static readonly int[] Neighbours = [1, 3];
    private static readonly string[] Works = ["train", "sample"];

    internal static void Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["work", var work]: Work(work); break;
            case ["busy"]: while (true) Thread.SpinWait(1000);
            default: Compare(arguments is [var pairs] ? int.Parse(pairs, CultureInfo.InvariantCulture) : 15); break;
        }
    }

    private static void Compare(int pairs)
    {
        foreach (var work in Works)
        {
            var (ours, theirs) = (new double[pairs], new double[pairs]);
            for (var pair = 0; pair < pairs; pair++)
            {
                // The two take turns at going first.
                if (pair % 2 == 0) ours[pair] = Seconds(work, libgompsOwn: false);
                theirs[pair] = Seconds(work, libgompsOwn: true);
                if (pair % 2 == 1) ours[pair] = Seconds(work, libgompsOwn: false);
            }
            var (low, high) = Interval(ours, theirs);
            Print($"{work,-6} alone: {Median(ours):0.00} s, with libgomp's own waiting {Median(theirs):0.00} s");
            Print(
                $"       ratio {Ratio(ours, theirs):0.000} (95 %: {low:0.000} to {high:0.000}; wanted: at most 1.05)");
            foreach (var n in Neighbours)
            {
                var fair = Median(ours) * (Environment.ProcessorCount + n) / Environment.ProcessorCount;
                var (besideOurs, besideTheirs) = Beside(n, work);
                Print($"{work,-6} beside {n}: {besideOurs:0.00} s, a fair share gives {fair:0.00} s");
                Print($"       ratio {besideOurs / fair:0.00} (wanted: at most 1.50), with libgomp's own waiting {besideTheirs / fair:0.00}");
            }
        }
    }

    private static (double Ours, double Theirs) Beside(int neighbours, string work)
    {
        var busy = Enumerable.Range(0, neighbours).Select(_ => Start(["busy"], libgompsOwn: false)).ToList();
        try
        {
            double[] ours = [.. Enumerable.Range(0, 3).Select(_ => Seconds(work, libgompsOwn: false))];
            // Once: it may take twenty times as long.
            return (Median(ours), Seconds(work, libgompsOwn: true));
        }
        finally
        {
            foreach (var process in busy)
            {
                process.Kill();
                process.Dispose();
            }
        }
    }

    private static double Seconds(string work, bool libgompsOwn)
    {
        using var process = Start(["work", work], libgompsOwn);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'neighbours work {work}' ended with {process.ExitCode}.");
        return double.Parse(output, CultureInfo.InvariantCulture);
    }

    private static Process Start(IEnumerable<string> arguments, bool libgompsOwn)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "neighbours" }.Concat(arguments)) start.ArgumentList.Add(argument);
        start.Environment.Remove("OMP_WAIT_POLICY");
        start.Environment.Remove("GOMP_SPINCOUNT");
        // The number that libgomp takes where nobody has said anything.
        if (libgompsOwn) start.Environment["GOMP_SPINCOUNT"] = "300000";
        return Process.Start(start)!;
    }

    private static void Work(string work)
    {
        NativeLibraries.ThrowIfUnavailable();
        manual_seed(1);
        using var network = new UNet(new() { Multipliers = [1, 2] });
        Action<int> run = work == "train" ? steps => Train(network, steps) : steps => Sample(network, steps);
        run(WarmUp);
        var clock = Stopwatch.StartNew();
        run(work == "train" ? Steps : SamplingSteps);
        Print($"{clock.Elapsed.TotalSeconds}");
    }

    private static void Train(UNet network, int steps)
    {
        using var images = randn(Batch * 8, 1, 28, 28);
        TrainingOptions options = new() { BatchSize = Batch, ComputeType = ScalarType.Float32 };
        using var trainer = new Trainer(network, new TensorData(images), NoiseSchedule.Linear(), options);
        foreach (var _ in trainer.Train(steps)) { }
    }

    private static void Sample(UNet network, int steps)
    {
        using var noGrad = no_grad();
        using var images = randn(Samples, 1, 28, 28);
        using var timesteps = randint(0, 1000, [Samples]).to(ScalarType.Float32);
        for (var i = 0; i < steps; i++) network.forward(images, timesteps).Dispose();
    }

    private static double Ratio(double[] ours, double[] theirs) =>
        Median([.. ours.Zip(theirs, (our, their) => our / their)]);

    /// <summary>The middle 95 % of the ratio over resampled pairs.</summary>
    private static (double Low, double High) Interval(double[] ours, double[] theirs)
    {
        var chance = new Random(1);
        double[] ratios = [.. Enumerable.Range(0, Resamples).Select(_ =>
        {
            int[] drawn = [.. ours.Select(_ => chance.Next(ours.Length))];
            return Ratio([.. drawn.Select(i => ours[i])], [.. drawn.Select(i => theirs[i])]);
        }).Order()];
        return (ratios[(int)(0.025 * Resamples)], ratios[(int)(0.975 * Resamples)]);
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
