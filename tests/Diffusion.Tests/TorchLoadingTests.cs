using TorchSharp;

namespace Diffusion.Tests;

public sealed class TorchLoadingTests
{
    [Fact]
    public void TheGeneratorGivesPyTorchsOwnNumbers()
    {
        NativeLibraries.ThrowIfUnavailable();
        torch.manual_seed(0);
        using var noise = torch.randn(4, 3, 8, 8);
        Assert.Equal(-1.1258398294448853, noise[0, 0, 0, 0].item<float>(), 7);
    }
}
