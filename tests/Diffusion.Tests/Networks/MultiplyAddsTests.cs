using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// Counted a second way: each weight of a convolution or dense layer is used once at each place of its answer, so the
/// weights' sizes and the places of each part, read off the architecture, give the same sum.
/// </summary>
public sealed class MultiplyAddsTests
{
    private static long Sum(nn.Module network, Func<string, long> places) => network.named_parameters()
        .Where(named => named.name.EndsWith("weight", StringComparison.Ordinal) && named.parameter.dim() is 2 or 4
            && !named.name.StartsWith("label", StringComparison.Ordinal))
        .Sum(named => named.parameter.numel() * places(named.name));

    [Fact]
    public void AUNetOfLatents()
    {
        using var network = new UNet(UNetSizes.Latents);
        const long Fine = 7 * 7, Coarse = 4 * 4;
        long Places(string name) => name.Split('.') switch
        {
            ["time", ..] or [_, _, "block", "told", ..] => 1,
            ["stem" or "exit", ..] or ["down", "0", ..] or ["up", "1" or "2", ..] => Fine,
            _ => Coarse,
        };
        // Level 1 attends on the way down, in the middle and on the way up: places times places, twice, at 64 channels.
        var looks = 3 * 2 * Coarse * Coarse * 64;
        Assert.Equal(Sum(network, Places) + looks, MultiplyAdds.OfCall(network, 7));
    }

    [Fact]
    public void TheSameNetworkOnPatchesOfPixels()
    {
        using var network = new UNet(UNetSizes.Mnist);
        const long Fine = 14 * 14, Coarse = 7 * 7;
        long Places(string name) => name.Split('.') switch
        {
            ["time", ..] or [_, _, "block", "told", ..] => 1,
            ["stem" or "exit", ..] or ["down", "0", ..] or ["up", "1" or "2", ..] => Fine,
            _ => Coarse,
        };
        Assert.Equal(Sum(network, Places) + 3 * 2 * Coarse * Coarse * 64, MultiplyAdds.OfCall(network, 28));
        using var latent = new UNet(UNetSizes.Latents);
        Assert.Equal(network.ParameterCount, latent.ParameterCount);
        Assert.InRange((double)MultiplyAdds.OfCall(network, 28) / MultiplyAdds.OfCall(latent, 7), 3, 4);
    }

    [Fact]
    public void ATransformer()
    {
        using var network = new DiT(DiTSizes.Latents);
        long Places(string name) =>
            name.Split('.')[0] is "time" || name.Contains("modulation", StringComparison.Ordinal) ? 1 : 49;
        Assert.Equal(Sum(network, Places) + 4 * 2 * 49L * 49 * 64, MultiplyAdds.OfCall(network, 7));
    }

    [Fact]
    public void Decoders()
    {
        using var vae = new Vae(VaeSizes.Garments);
        long Places(string name) => name.Split('.') switch
        {
            ["encoder", ..] => 0,
            [_, "entry" or "coarse", ..] => 7 * 7,
            [_, "exit", ..] => 28 * 28,
            _ => 14 * 14,
        };
        Assert.Equal(Sum(vae, Places), MultiplyAdds.OfDecoder(vae.Sizes));
        using var numbers = new Vae(VaeSizes.GarmentNumbers());
        Assert.Equal(Sum(numbers, name => name.StartsWith("decoder", StringComparison.Ordinal) ? 1 : 0),
            MultiplyAdds.OfDecoder(numbers.Sizes));
    }

    [Fact]
    public void OtherNetworksAreRefused()
    {
        using var points = new PointMlp();
        Assert.Contains("point-mlp", Assert.Throws<ArgumentException>(() => MultiplyAdds.OfCall(points, 2)).Message);
    }
}
