using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>Long work stops between two steps when its thread is asked to.</summary>
public sealed class InterruptionTests
{
    [Fact]
    public void ASamplerStopsAtItsNextStep()
    {
        using var start = ones(8, 1);
        var point = new GaussianMixtureDenoiser([1.0], [0.0], [1.0]);
        var levels = TimestepSpacing.Trailing(NoiseSchedule.Linear(), 12);
        var steps = 0;
        Assert.IsType<ThreadInterruptedException>(EndOf(() =>
        {
            foreach (var state in new Ddim().Sample(point, start, levels))
            {
                state.Dispose();
                if (++steps == 3)
                    Thread.CurrentThread.Interrupt();
            }
        }));
        Assert.Equal(3, steps);
    }

    [Fact]
    public void ATrainerStopsAndGoesOnWhereItWas()
    {
        using var points = Points.Spiral().Draw(100, seed: 1);
        using var network = new PointMlp(new(Width: 8, Depth: 1));
        using var trainer = new Trainer(network, new TensorData(points), NoiseSchedule.Linear(), new() { BatchSize = 8 });
        Assert.IsType<ThreadInterruptedException>(EndOf(() => trainer.Train(20).First(step =>
        {
            if (step.Number == 5)
                Thread.CurrentThread.Interrupt();
            return false;
        })));
        Assert.Equal(5, trainer.StepsTaken);
        Assert.Equal(20, trainer.Train(20).Last().Number);
    }

    /// <summary>The error that ends work on a thread of its own.</summary>
    private static Exception? EndOf(Action work)
    {
        Exception? end = null;
        var thread = new Thread(() => end = Record.Exception(work));
        thread.Start();
        thread.Join();
        return end;
    }
}
