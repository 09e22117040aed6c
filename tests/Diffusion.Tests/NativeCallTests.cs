using TorchSharp;

namespace Diffusion.Tests;

[Trait("Lane", "slow")]
public sealed class NativeCallTests
{
    [Fact]
    public void ACollectionDuringANativeCallFreesNoneOfItsArguments()
    {
        // With TorchSharp as it is published this fails within a few hundred collections (build/MendTorchSharp).
        using var x = torch.randn(2);
        using var done = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            // The fault is in optimized code, which the runtime makes after a while.
            Thread.Sleep(500);
            for (var i = 0; i < 2000; i++)
            {
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                Thread.Sleep(1);
            }
            done.Cancel();
        });
        collector.Start();
        try
        {
            while (!done.IsCancellationRequested)
            {
                using var scope = torch.NewDisposeScope();
                for (var i = 0; i < 20; i++) _ = (x + x).pow(2) * 0.5 - x;
            }
        }
        finally
        {
            collector.Join();
        }
    }
}
