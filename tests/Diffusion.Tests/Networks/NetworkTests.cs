using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class NetworkTests
{
    private static UNetSizes Tiny =>
        new() { BaseChannels = 8, Multipliers = [1, 2], AttentionLevels = [1], Classes = 3 };

    /// <summary>A fresh network answers 0; to test more than that its weights are moved.</summary>
    private static T Stirred<T>(T network) where T : DenoisingNetwork
    {
        using var noGrad = no_grad();
        foreach (var weights in network.parameters()) weights.add_(randn_like(weights), 0.05);
        return network;
    }

    [Fact]
    public void AFreshNetworkAnswersZeroAndHoldsNoNaN()
    {
        using var scope = NewDisposeScope();
        foreach (var patch in new[] { 1, 2 })
        {
            var network = new UNet(Tiny with { Patch = patch });
            // Uninitialised normalisation would show here.
            Assert.All(network.parameters(), weights => Assert.True(weights.isfinite().all().item<bool>()));
            var answer = network.forward(randn(2, 1, 12, 12), tensor(new float[] { 3, 900 }));
            Assert.Equal([2, 1, 12, 12], answer.shape);
            Assert.Equal(0, answer.abs().max().item<float>());
        }
    }

    [Fact]
    public void TheSummaryCountsEveryWeightOnce()
    {
        foreach (DenoisingNetwork network in new DenoisingNetwork[]
            { new UNet(Tiny), new DiT(new() { ImageSize = 8, Width = 16, Depth = 2, Classes = 3 }) })
        {
            using (network)
            {
                var counts = network.Summary().Split('\n').Skip(1)
                    .ToDictionary(line => line[..12].TrimEnd(), line => int.Parse(line[12..24],
                        System.Globalization.NumberStyles.Any, System.Globalization.CultureInfo.InvariantCulture));
                Assert.Equal(network.ParameterCount, counts["all"]);
                Assert.Equal(network.ParameterCount, counts.Where(part => part.Key != "all").Sum(part => part.Value));
                Assert.Contains(network is UNet ? "down.0" : "blocks.1", counts.Keys);
            }
        }
    }

    [Fact]
    public void TheAnswerDependsOnImageTimestepAndLabelOfItsOwnElementOnly()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var network = Stirred(new UNet(Tiny));
        network.eval();
        var (x, t, labels) = (randn(2, 1, 8, 8), tensor(new float[] { 100, 100 }), tensor(new long[] { 0, 1 }));
        Tensor Change(Tensor images, Tensor times, Tensor? classes) =>
            (network.forward(images, times, classes) - network.forward(x, t, labels)).abs().amax([1, 2, 3]);
        void OnlySecond(Tensor change)
        {
            Assert.InRange(change[0].item<float>(), 0, 1e-6);
            Assert.InRange(change[1].item<float>(), 1e-3, 100);
        }
        OnlySecond(Change(x, tensor(new float[] { 100, 900 }), labels));
        OnlySecond(Change(x, t, tensor(new long[] { 0, 2 })));
        var other = x.clone();
        other[1, 0, 0, 0] = 3;
        OnlySecond(Change(other, t, labels));
        // Null labels are the label after the last.
        Assert.Equal(0, (network.forward(x, t, null) - network.forward(x, t, tensor(new long[] { 3, 3 }))).abs().max()
            .item<float>());
    }

    [Fact]
    public void ATextChangesTheAnswerAndATwinHasTheSameSizes()
    {
        using var scope = NewDisposeScope();
        var network = Stirred(new UNet(Tiny with { Classes = 0, ContextSize = 5 }));
        var (x, t) = (randn(2, 1, 8, 8), tensor(new float[] { 100, 100 }));
        var difference = network.forward(x, t, randn(2, 3, 5)) - network.forward(x, t, null);
        Assert.InRange(difference.abs().max().item<float>(), 1e-4, 100);
        Assert.True(network.TakesText);
        Assert.Equal(network.ParameterCount, network.CreateTwin().ParameterCount);
        Assert.Contains("[B, L, 5]",
            Assert.Throws<ArgumentException>(() => network.forward(x, t, randn(2, 3, 4))).Message);
    }

    [Fact]
    public void ADiTStartsAtZeroAndHearsTimestepAndLabel()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var network = new DiT(new() { ImageSize = 8, Patch = 2, Width = 16, Depth = 2, Heads = 2, Classes = 3 });
        var (x, t, labels) = (randn(2, 1, 8, 8), tensor(new float[] { 100, 100 }), tensor(new long[] { 0, 1 }));
        Assert.Equal(0, network.forward(x, t, labels).abs().max().item<float>());
        Stirred(network);
        Stirred(network);
        var before = network.forward(x, t, labels);
        var other = x.clone();
        other[1, 0, 7, 7] = 3;
        foreach (var changed in new[]
        {
            network.forward(x, tensor(new float[] { 100, 900 }), labels),
            network.forward(x, t, tensor(new long[] { 0, 2 })), network.forward(other, t, labels),
        })
        {
            var change = (changed - before).abs().amax([1, 2, 3]);
            Assert.InRange(change[0].item<float>(), 0, 1e-5);
            Assert.InRange(change[1].item<float>(), 1e-4, 100);
        }
        Assert.Contains("[B, 1, 8, 8]",
            Assert.Throws<ArgumentException>(() => network.forward(randn(2, 1, 4, 4), t)).Message);
        Assert.Contains("3 does not", Assert.Throws<ArgumentException>(() => new DiT(new() { Patch = 3 })).Message);
    }

    [Fact]
    public void BFloat16AnswersNearlyTheSame()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var network = Stirred(new UNet(Tiny));
        var (x, t) = (randn(4, 1, 8, 8), tensor(new float[] { 0, 300, 600, 999 }));
        var exact = network.forward(x, t);
        network.ComputeType = ScalarType.BFloat16;
        var rounded = network.forward(x, t);
        Assert.Equal(ScalarType.Float32, rounded.dtype);
        var relative = ((rounded - exact).square().mean() / exact.square().mean()).sqrt().item<float>();
        Assert.InRange(relative, 1e-5, 0.03);
    }

    [Fact]
    public void AFreshNormalisationGivesZeroMeanAndUnitVariance()
    {
        using var scope = NewDisposeScope();
        var normalised = new Layers.Norm(16).forward(5 + 3 * randn(4, 16, 6, 6)).reshape(4, 8, -1);
        Assert.InRange(normalised.mean([2]).abs().max().item<float>(), 0, 1e-5);
        Assert.InRange((normalised.var(2, unbiased: false) - 1).abs().max().item<float>(), 0, 1e-4);
    }

    [Fact]
    public void TimestepsBecomeSinesAndCosines()
    {
        using var scope = NewDisposeScope();
        var waves = TimeEmbedding.Waves(tensor(new float[] { 0, 7 }), 4);
        float[] expected = [1, 1, 0, 0, (float)Math.Cos(7), (float)Math.Cos(0.07), (float)Math.Sin(7),
            (float)Math.Sin(0.07)];
        Assert.All(waves.data<float>().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Fact]
    public void WrongInputsAndSizesAreRefusedInWords()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new float[] { 1, 1 });
        var network = new UNet(Tiny with { Patch = 2 });
        Assert.Contains("[2, 1, 9, 8]",
            Assert.Throws<ArgumentException>(() => network.forward(randn(2, 1, 9, 8), t)).Message);
        Assert.Contains("[2, 3, 8, 8]",
            Assert.Throws<ArgumentException>(() => network.forward(randn(2, 3, 8, 8), t)).Message);
        Assert.Contains("as many class labels", Assert.Throws<ArgumentException>(
            () => network.forward(randn(2, 1, 8, 8), t, tensor(new long[] { 1 }))).Message);
        Assert.Contains("8 divides",
            Assert.Throws<ArgumentException>(() => new UNet(Tiny with { BaseChannels = 12 })).Message);
        Assert.Contains("levels 0 to 1",
            Assert.Throws<ArgumentException>(() => new UNet(Tiny with { AttentionLevels = [2] })).Message);
        Assert.Contains("[B, 2]",
            Assert.Throws<ArgumentException>(() => new PointMlp().forward(randn(2, 3), t)).Message);
    }
}
