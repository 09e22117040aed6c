using TorchSharp;

namespace Diffusion.Tests;

public sealed class NativeCallTests
{
    [Fact]
    public void ACollectionDuringANativeCallFreesNoneOfItsArguments()
    {
        // With TorchSharp as it is published about one collection in sixty fails a step here (build/KeepAlive).
        using var x = torch.randn(4, 16, 8, 8);
        using var done = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                Thread.Sleep(1);
            }
            done.Cancel();
        });
        collector.Start();
        while (!done.IsCancellationRequested)
        {
            using var scope = torch.NewDisposeScope();
            for (var i = 0; i < 20; i++) _ = (x + x).pow(2) * 0.5 - x;
        }
        collector.Join();
    }
}
