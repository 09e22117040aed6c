using System.Globalization;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class ComputeChoiceTests : IDisposable
{
    private readonly string cache = Directory.CreateTempSubdirectory("compute-tests-").FullName;
    private readonly string? chosen = Environment.GetEnvironmentVariable(CacheFolder.Variable);
    private readonly string? word = Environment.GetEnvironmentVariable(ComputeChoice.Variable);

    public ComputeChoiceTests()
    {
        Environment.SetEnvironmentVariable(CacheFolder.Variable, cache);
        Environment.SetEnvironmentVariable(ComputeChoice.Variable, null);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(CacheFolder.Variable, chosen);
        Environment.SetEnvironmentVariable(ComputeChoice.Variable, word);
        Directory.Delete(cache, recursive: true);
    }

    [Theory]
    [InlineData("float32", ScalarType.Float32)]
    [InlineData("BFloat16", ScalarType.BFloat16)]
    public void AWordInTheEnvironmentDecides(string said, ScalarType type)
    {
        Environment.SetEnvironmentVariable(ComputeChoice.Variable, said);
        Assert.Equal(type, Choose().Type);
        Assert.Empty(Directory.GetFileSystemEntries(cache));
    }

    [Fact]
    public void AnotherWordIsRefusedWithTheWayOut()
    {
        Environment.SetEnvironmentVariable(ComputeChoice.Variable, "half");
        var message = Assert.Throws<InvalidOperationException>(Choose).Message;
        Assert.Contains("DIFFUSION_COMPUTE is 'half'", message);
        Assert.Contains("float32 or bfloat16", message);
    }

    [Fact]
    public void WhatWasMeasuredIsRememberedForThisNetworkAndDecides()
    {
        var first = Choose();
        var file = Assert.Single(Directory.GetFiles(Path.Combine(cache, "measured")));
        var share = double.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        Assert.Equal(share < 0.95 ? ScalarType.BFloat16 : ScalarType.Float32, first.Type);
        // Whatever stands there is believed; another batch asks again.
        File.WriteAllText(file, "0.5");
        Assert.Equal(ScalarType.BFloat16, Choose().Type);
        Assert.Contains("0.50", Choose().Reason);
        File.WriteAllText(file, "1.5");
        Assert.Equal(ScalarType.Float32, Choose().Type);
        Choose(batch: 3);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(cache, "measured")).Length);
        File.WriteAllText(file, "nonsense");
        Choose();
        Assert.True(double.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public void MeasuringChangesNeitherTheNetworkNorWhatOthersDraw()
    {
        using var network = new UNet(UNetSizes.Digits8x8);
        manual_seed(3);
        var expected = rand(1).item<float>();
        manual_seed(3);
        ComputeChoice.For(network, [1, 8, 8], 2);
        Assert.Equal(expected, rand(1).item<float>());
        Assert.All(network.parameters(), weights => Assert.Null(weights.grad));
        Assert.Equal(ScalarType.Float32, network.ComputeType);
    }

    private static ComputeChoice Choose() => Choose(2);

    private static ComputeChoice Choose(int batch)
    {
        using var network = new UNet(UNetSizes.Digits8x8);
        return ComputeChoice.For(network, [1, 8, 8], batch);
    }
}
