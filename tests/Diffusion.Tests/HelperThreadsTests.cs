using TorchSharp;

namespace Diffusion.Tests;

public sealed class HelperThreadsTests
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private static TimeSpan Part(double part) => Look * part;

    [Fact]
    public void OneLookIsEnoughToSeeOthersAndTenAreNeededToBelieveThemGone()
    {
        var crowding = new Crowding(processors: 2);
        Assert.False(crowding.Judge(Part(2), Part(0.02), Look));
        Assert.True(crowding.Judge(Part(1.3), Part(0.5), Look));
        for (var look = 1; look < 10; look++) Assert.True(crowding.Judge(Part(2), Part(0.02), Look));
        Assert.False(crowding.Judge(Part(2), Part(0.02), Look));
        Assert.False(crowding.Judge(Part(2), Part(0.02), Look));
    }

    /// <summary>
    /// A start, when the compiler's threads compete with torch's, is no neighbour; nor is one that takes little.
    /// </summary>
    [Theory]
    [InlineData(1.95, 0.9)]
    [InlineData(1.8, 0.2)]
    [InlineData(1.2, 0.1)]
    public void OwnThreadsThatWaitForEachOtherAreNoNeighbours(double used, double waited) =>
        Assert.False(new Crowding(processors: 2).Judge(Part(used), Part(waited), Look));

    [Fact]
    public void AProcessAtRestLearnsNothing()
    {
        var crowding = new Crowding(processors: 2);
        Assert.False(crowding.Judge(Part(0.01), Part(0.05), Look));
        Assert.True(crowding.Judge(Part(1), Part(0.5), Look));
        // Crowded out almost wholly is not at rest.
        Assert.True(new Crowding(processors: 2).Judge(Part(0.02), Part(1), Look));
        for (var look = 0; look < 50; look++) Assert.True(crowding.Judge(Part(0.01), TimeSpan.Zero, Look));
    }

    [Fact]
    [Trait("Lane", "slow")]
    public void HelpersThatSleepTakeNoProcessorTimeBetweenTwoPiecesOfWork()
    {
        SkipWhereNothingIsDone();
        static TimeSpan Least(bool asleep, int threads) => Enumerable.Range(0, 3).Min(_ => Waiting(asleep, threads));
        var (alone, asleep, awake) = HelperThreads.WithoutLooking(() =>
            (Least(asleep: false, threads: 1), Least(asleep: true, threads: 2), Least(asleep: false, threads: 2)));
        // Awake, a helper turns 300,000 times before it sleeps, else 100: the same work on a busy machine.
        // What the process does beside is in all three.
        Assert.True(
            asleep - alone < (awake - alone) / 4, $"one thread {alone}, with a helper asleep {asleep}, awake {awake}");
    }

    [Fact]
    public void SleepingChangesNoBitOfAResult()
    {
        SkipWhereNothingIsDone();
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        var (x, w) = (torch.randn(8, 12, 32, 32), torch.randn(24, 12, 3, 3));
        byte[] Bits(bool asleep)
        {
            HelperThreads.Sleep(asleep);
            return OnThreads(2, () => torch.nn.functional.conv2d(x, w).sum(0).bytes.ToArray());
        }
        var (asleep, awake) = HelperThreads.WithoutLooking(() => (Bits(asleep: true), Bits(asleep: false)));
        Assert.Equal(awake, asleep);
    }

    [Fact(Timeout = 120_000)] // a look comes five times a second; without an end, a fault would hang here
    public async Task BesideBusyThreadsTheHelpersGoToSleep()
    {
        SkipWhereNothingIsDone();
        using var stop = new CancellationTokenSource();
        // More than there are processors: some of them always wait for their turn.
        Thread[] busy = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested) Thread.SpinWait(1000);
        }))];
        foreach (var thread in busy) thread.Start();
        try
        {
            while (!HelperThreads.Asleep) await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var thread in busy) thread.Join();
        }
    }

    private static void SkipWhereNothingIsDone()
    {
        if (!HelperThreads.Looking || Environment.ProcessorCount < 2)
            Assert.Skip($"Helpers wait here {HelperThreads.Policy}; on {Environment.ProcessorCount} processor(s).");
    }

    private static TimeSpan Waiting(bool asleep, int threads)
    {
        HelperThreads.Sleep(asleep);
        return OnThreads(threads, () =>
        {
            using var numbers = torch.zeros(1 << 17);
            numbers.add_(1); // starts the second thread
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < 30; i++)
            {
                numbers.add_(1);
                Thread.Sleep(20);
            }
            return Environment.CpuUsage.TotalTime - before;
        });
    }

    /// <summary>A thread of its own: how many threads OpenMP uses belongs to the one that asks for them.</summary>
    private static T OnThreads<T>(int threads, Func<T> work)
    {
        var result = default(T);
        var thread = new Thread(() =>
        {
            torch.set_num_threads(threads);
            result = work();
            torch.set_num_threads(1);
        });
        thread.Start();
        thread.Join();
        return result!;
    }
}
