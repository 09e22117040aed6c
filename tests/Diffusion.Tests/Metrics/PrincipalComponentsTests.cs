using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class PrincipalComponentsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(10)]
    public void TheErrorIsTheSumOfTheDroppedEigenvalues(int kept)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var images = randn([50, 2, 5], ScalarType.Float64, generator: generator) * arange(1, 11).reshape(2, 5) + 4;
        using var directions = PrincipalComponents.Of(images);
        var left = (directions.Reconstruct(images, kept) - images).square().sum(-1).sum(-1).mean().item<double>();
        Assert.Equal(directions.Variances.Skip(kept).Sum(), left, 1e-4);
        Assert.Equal(directions.Variances.OrderDescending(), directions.Variances);
        var total = (images - images.mean([0])).square().sum().item<double>() / 50;
        Assert.Equal(total, directions.Variances.Sum(), 1e-9);
    }

    [Fact]
    public void ALineIsFoundWithOneNumber()
    {
        using var scope = NewDisposeScope();
        var along = linspace(-1, 1, 21, ScalarType.Float64).unsqueeze(1);
        var points = along * tensor(new[] { 3.0, 4.0 }) + tensor(new[] { 10.0, -2.0 });
        using var directions = PrincipalComponents.Of(points);
        Assert.Equal(0, directions.Variances[1], 1e-12);
        Assert.True((directions.Encode(points, 1).abs() - 5 * along.abs()).abs().max().item<double>() < 1e-9);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using var scope = NewDisposeScope();
        using var directions = PrincipalComponents.Of(randn(9, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => directions.Encode(zeros(1, 4), 5));
        Assert.Contains("of 4 numbers",
            Assert.Throws<ArgumentException>(() => directions.Encode(zeros(1, 3), 1)).Message);
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Of(zeros(1, 4)));
    }
}
