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
        using var trainer = new Trainer(
            network, new TensorData(points), NoiseSchedule.Linear(), new() { BatchSize = 8 });
        Assert.IsType<ThreadInterruptedException>(EndOf(() => trainer.Train(20).First(step =>
        {
            if (step.Number == 5)
                Thread.CurrentThread.Interrupt();
            return false;
        })));
        Assert.Equal(5, trainer.StepsTaken);
        Assert.Equal(20, trainer.Train(20).Last().Number);
    }

    /// <summary>A host without a thread to interrupt cancels a token, which the same work watches.</summary>
    public static TheoryData<string, Action<Action>> Watching => new()
    {
        {
            "a sampler", stop =>
            {
                using var start = ones(8, 1);
                var levels = TimestepSpacing.Trailing(NoiseSchedule.Linear(), 12);
                foreach (var state in new Ddim().Sample(
                    new GaussianMixtureDenoiser([1.0], [0.0], [1.0]), start, levels))
                {
                    state.Dispose();
                    stop();
                }
            }
        },
        {
            "a trainer", stop =>
            {
                using var points = Points.Spiral().Draw(100, seed: 1);
                using var network = new PointMlp(new(Width: 8, Depth: 1));
                using var trainer = new Trainer(
                    network, new TensorData(points), NoiseSchedule.Linear(), new() { BatchSize = 8 });
                foreach (var _ in trainer.Train(20)) stop();
            }
        },
        {
            "the ideal denoiser", stop =>
            {
                using var ideal = new DatasetDenoiser(ones(3, 4));
                stop();
                ideal.Denoise(ones(2, 4), NoiseSchedule.Linear().Levels[500]);
            }
        },
        {
            "a network in a loop of one's own", stop =>
            {
                using var network = new PointMlp(new(Width: 8, Depth: 1));
                stop();
                network.forward(ones(2, 2), ones(2));
            }
        },
        {
            "a download", stop =>
            {
                using var silent = new SilentServer(stop);
                var folder = Directory.CreateTempSubdirectory("download-").FullName;
                try
                {
                    new DatasetStore(null, folder, new HttpClient(silent)).Mnist();
                }
                finally
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        },
    };

    [Theory]
    [MemberData(nameof(Watching))]
    public void WhatRunsEndsWhenItsHostSaysSo(string what, Action<Action> work)
    {
        using var stop = new CancellationTokenSource();
        var elsewhere = Interruption.Host;
        var end = EndOf(() =>
        {
            // Other tests run beside this one, and are not to be stopped.
            var thread = Thread.CurrentThread;
            Interruption.Host = () => Thread.CurrentThread == thread ? stop.Token : CancellationToken.None;
            work(stop.Cancel);
        });
        Interruption.Host = elsewhere;

        Assert.True(end is OperationCanceledException, $"{what} ended with {end}.");
    }

    /// <summary>Never answers; says when it is asked.</summary>
    private sealed class SilentServer(Action asked) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancel)
        {
            asked();
            await Task.Delay(Timeout.Infinite, cancel);
            return new();
        }
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
