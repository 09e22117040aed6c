using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class PointsTests
{
    [Fact]
    public void TheSameSeedDrawsTheSamePoints()
    {
        using var scope = NewDisposeScope();
        var first = Points.Spiral().Draw(100, seed: 7);
        Assert.Equal([100, 2], first.shape);
        Assert.True(first.equal(Points.Spiral().Draw(100, seed: 7)).all().item<bool>());
        Assert.False(first.equal(Points.Spiral().Draw(100, seed: 8)).all().item<bool>());
    }

    [Fact]
    public void EachSetIsAboutAsLargeAsUnitNoise()
    {
        using var scope = NewDisposeScope();
        foreach (var set in new[] { Points.Spiral(), Points.Moons(), Points.Ring(), Points.Blobs(), Points.Pair() })
            Assert.InRange(set.Draw(20_000, seed: 1).square().mean().item<float>(), 0.45, 1.3);
    }

    [Fact]
    public void ThePointsOfARingLieOnIt()
    {
        using var scope = NewDisposeScope();
        var radii = Points.Ring(radius: 1.4, thickness: 0.05).Draw(20_000, seed: 1).square().sum(1).sqrt();
        Assert.Equal(1.4, radii.mean().item<float>(), 2);
        Assert.Equal(0.05, radii.std().item<float>(), 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Points.Ring(thickness: 0));
    }

    [Fact]
    public void TensorDataGivesExamplesWithTheirConditions()
    {
        using var scope = NewDisposeScope();
        var data = new TensorData(arange(6).reshape(3, 2).to(ScalarType.Float32), tensor(new long[] { 7, 8, 9 }));
        var (examples, conditions) = data.Batch([2, 0]);
        Assert.Equal([4f, 5, 0, 1], examples.data<float>());
        Assert.Equal([9L, 7], conditions!.data<long>());
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Batch([3]));
        Assert.Contains("2 conditions",
            Assert.Throws<ArgumentException>(() => new TensorData(zeros(3, 2), zeros(2))).Message);
    }
}
