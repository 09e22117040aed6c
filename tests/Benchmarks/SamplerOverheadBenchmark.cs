using System.Diagnostics;
using Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>What a sampler costs besides the network: 50 steps of the small U-Net at batch 64, 28 x 28.</summary>
internal static class SamplerOverheadBenchmark
{
    public static void Run()
    {
        NativeLibraries.ThrowIfUnavailable();
        manual_seed(0);
        using var network = new UNet(UNetSizes.Mnist with { Classes = 0 });
        network.eval();
        var schedule = NoiseSchedule.Linear();
        var levels = TimestepSpacing.Trailing(schedule, 50);
        using var start = randn(64, 1, 28, 28);
        Sampler[] samplers =
        [
            new Ddpm(), new Ddim(), new Euler(), new Heun(), new Lms(), new Deis(3), new Plms(), new Pndm(schedule),
            new DpmSolverMultistep(2),
            new DpmSolverMultistep(3), new DpmSolverMultistep(2, eta: 1), new DpmSolverSinglestep(3), new UniPc(3),
            new PredictorCorrector(),
        ];
        foreach (var sampler in samplers)
        {
            var timed = new TimedDenoiser(new NetworkDenoiser(network, Prediction.V, schedule));
            var watch = Stopwatch.StartNew();
            foreach (var state in sampler.Sample(timed, start, levels)) state.Dispose();
            var all = watch.Elapsed.TotalMilliseconds;
            Console.WriteLine(FormattableString.Invariant(
                $"{sampler.Name,-42} {all,8:0} ms, {timed.Calls,3} calls, outside the denoiser {all - timed.Milliseconds,6:0.0} ms = {(all - timed.Milliseconds) / all:P2}"));
        }
    }

    private sealed class TimedDenoiser(IDenoiser inner) : IDenoiser
    {
        public double Milliseconds { get; private set; }

        public int Calls { get; private set; }

        public Denoised Denoise(Tensor x, NoiseLevel level)
        {
            var begin = Stopwatch.GetTimestamp();
            var answer = inner.Denoise(x, level);
            Milliseconds += Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            Calls++;
            return answer;
        }
    }
}
