using static TorchSharp.torch;

namespace Diffusion.Tests.Networks;

/// <summary>Small networks compute on the calling thread alone, and give the others' number back.</summary>
public sealed class OneThreadTests
{
    [Theory]
    [InlineData(64, 256, 1)]
    [InlineData(64, 257, 2)]
    [InlineData(128, 64, 1)]
    [InlineData(128, 256, 2)]
    public void ASmallBatchOfPointsNeedsNoSecondThread(int width, int points, int expected) => OnTwoThreads(() =>
    {
        using var network = new PointMlp(new(Width: width));
        using (OneThread.If(network.IsSmallFor(points))) Assert.Equal(expected, get_num_threads());
        Assert.Equal(2, get_num_threads());
    });

    [Fact]
    public void APictureHasAllThreads() => OnTwoThreads(() =>
    {
        using var network = new UNet(new() { BaseChannels = 8 });
        Assert.Null(OneThread.If(network.IsSmallFor(1)));
    });

    [Fact]
    public void AStepThatFailsGivesTheThreadsBack() => OnTwoThreads(() =>
    {
        using var network = new PointMlp(new(Width: 8));
        var teacher = new FailingTeacher();
        using var distillation = new ConsistencyDistillation(
            network, Prediction.Flow, teacher.Schedule, new TensorData(zeros(8, 2)), teacher,
            new() { FirstSteps = 4, LastSteps = 4 });
        Assert.Throws<InvalidOperationException>(() => distillation.Train(1).Count());
        Assert.Equal(1, teacher.Threads);
        Assert.Equal(2, get_num_threads());
    });

    private static void OnTwoThreads(Action work)
    {
        set_num_threads(2);
        try
        {
            work();
        }
        finally
        {
            set_num_threads(1);
        }
    }

    private sealed class FailingTeacher : ITeacher
    {
        public NoiseSchedule Schedule { get; } = NoiseSchedule.Flow();

        public string Identity => "none";

        public int CallsPerQuestion => 0;

        /// <summary>How many there were when it was asked.</summary>
        public int Threads { get; private set; }

        public Denoised Denoise(Tensor x, Tensor timesteps, Tensor? condition)
        {
            Threads = get_num_threads();
            throw new InvalidOperationException();
        }
    }
}
