using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

[Trait("Lane", "slow")]
public sealed class MetricTests
{
    private static Tensor Normal(ulong seed, params long[] shape)
    {
        using var generator = new Generator(seed);
        return randn(shape, ScalarType.Float64, generator: generator);
    }

    [Fact]
    public void FrechetOfTwoGaussiansIsTheFormula()
    {
        using var scope = NewDisposeScope();
        // Diagonal: Σ (μ₁ - μ₂)² + (σ₁ - σ₂)².
        var diagonal = FrechetDistance.Between(
            tensor(new[] { 1.0, 2 }), diag(tensor(new[] { 4.0, 9 })), tensor(new[] { 0.0, 4 }),
            diag(tensor(new[] { 1.0, 1 })));
        Assert.Equal(1 + 4 + 1 + 4, diagonal, 10);
        // Turned by any rotation, nothing changes; and neither the order of the two.
        var angle = 0.7;
        var turn = tensor(new[] { Math.Cos(angle), -Math.Sin(angle), Math.Sin(angle), Math.Cos(angle) }).reshape(2, 2);
        Tensor Turned(double a, double b) => turn.mm(diag(tensor(new[] { a, b }))).mm(turn.t());
        var zero = zeros(2, ScalarType.Float64);
        Assert.Equal(1 + 4, FrechetDistance.Between(zero, Turned(4, 9), zero, Turned(1, 1)), 10);
        // Two covariances that do not commute: tr(A) + tr(B) - 2 tr √(AB), with AB's eigenvalues in closed form.
        Tensor a = tensor(new[] { 2.0, 1, 1, 3 }).reshape(2, 2), b = tensor(new[] { 5.0, -1, -1, 1 }).reshape(2, 2);
        double trace = 2 * 5 + 2 * 1 * -1 + 3 * 1, determinant = 5 * 4;
        var expected = 5 + 6 - 2 * Math.Sqrt(trace + 2 * Math.Sqrt(determinant));
        Assert.Equal(expected, FrechetDistance.Between(zero, a, zero, b), 10);
        Assert.Equal(expected, FrechetDistance.Between(zero, b, zero, a), 10);
    }

    [Fact]
    public void FrechetOfSetsFitsMeanAndCovariance()
    {
        using var scope = NewDisposeScope();
        var a = Normal(1, 500, 3);
        Assert.Equal(0, FrechetDistance.Between(a, a), 9);
        // A shifted copy has the same covariance: the distance is the shift's square.
        Assert.Equal(9 + 16, FrechetDistance.Between(a, a + tensor(new[] { 3.0, 0, 4 })), 9);
        // Fewer points than dimensions: singular covariances are no problem.
        var few = Normal(2, 4, 20);
        Assert.Equal(0, FrechetDistance.Between(few, few), 6);
    }

    /// <summary>
    /// The same distribution on both sides, and yet the distance is not 0: twice as large for half the points.
    /// </summary>
    [Fact]
    public void FrechetIsTooLargeForSmallSets()
    {
        using var scope = NewDisposeScope();
        double Mean(int points, ulong seed) => Enumerable.Range(0, 8)
            .Average(i => FrechetDistance.Between(
                Normal(seed + (ulong)(2 * i), points, 16), Normal(seed + (ulong)(2 * i) + 1, points, 16)));
        var (small, large) = (Mean(250, 100), Mean(1000, 200));
        Assert.InRange(small / large, 3.2, 5);
    }

    [Fact]
    public void EnergyDistanceOfPointsIsTheFormula()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 0.0, 1 }).reshape(2, 1), b = tensor(new[] { 3.0, 5 }).reshape(2, 1);
        // E|X - Y| = (3 + 5 + 2 + 4) / 4, E|X - X'| = 1, E|Y - Y'| = 2.
        Assert.Equal(2 * 3.5 - 1 - 2, EnergyDistance.Between(a, b), 10);
    }

    [Fact]
    public void EnergyDistanceOfNormalsIsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        // |N(m, v)| has mean √(2v/π) e^(-m²/2v) + m erf(m/√(2v)); here m = 2, v = 2, erf(1) = 0.8427007929.
        var expected = 2 * (2 / Math.Sqrt(Math.PI) * Math.Exp(-1) + 2 * 0.8427007929497149)
            - 2 * 2 / Math.Sqrt(Math.PI);
        Assert.Equal(expected, EnergyDistance.Between(Normal(1, 4000, 1), Normal(2, 4000, 1) + 2), 0.1);
        Assert.InRange(EnergyDistance.Between(Normal(3, 3000, 2), Normal(4, 3000, 2)), -0.005, 0.005);
    }

    [Fact]
    public void SlicedWassersteinOfAShiftIsItsShareOnALine()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var a = Normal(1, 300, 1);
        Assert.Equal(2.5, SlicedWasserstein.Between(a, a + 2.5, 16, generator), 9);
        // In D dimensions a direction sees the share 1 / D of the squared shift, on average.
        var b = Normal(2, 300, 8);
        var shift = zeros(8, ScalarType.Float64);
        shift[0] = tensor(4.0);
        Assert.Equal(4 / Math.Sqrt(8), SlicedWasserstein.Between(b, b + shift, 4000, generator), 0.05);
        // Scaling: the transport of N(0, 1) to N(0, 9) is 2 on average, also between sets of different size.
        Assert.Equal(2, SlicedWasserstein.Between(Normal(3, 4000, 1), 3 * Normal(4, 3000, 1), 1, generator), 0.1);
        Assert.Equal(0, SlicedWasserstein.Between(b, b, 4, generator));
    }

    [Fact]
    public void PrecisionSeesBadSamplesAndRecallMissingKinds()
    {
        using var scope = NewDisposeScope();
        var real = cat([Normal(1, 300, 2) * 0.1, Normal(2, 300, 2) * 0.1 + 5]);
        var halfMissing = Normal(3, 600, 2) * 0.1;
        var (precision, recall) = PrecisionRecall.Between(real, halfMissing);
        Assert.True(precision > 0.9, $"All samples are good ones; precision is {precision}.");
        Assert.InRange(recall, 0.4, 0.52);
        var halfBad = cat([Normal(4, 300, 2) * 0.1, Normal(5, 300, 2) * 0.1 - 20]);
        Assert.InRange(PrecisionRecall.Between(real, halfBad).Precision, 0.45, 0.5);
        Assert.Equal(new PrecisionRecall(1, 1), PrecisionRecall.Between(real, real));
    }

    [Fact]
    public void CopiesAreFound()
    {
        using var scope = NewDisposeScope();
        var training = Normal(1, 200, 5);
        var samples = cat([training[TensorIndex.Slice(10, 15)] + 1e-4, Normal(2, 15, 5)]);
        var check = CopyCheck.Of(samples, training);
        Assert.Equal([10, 11, 12, 13, 14], check.Nearest.Take(5));
        Assert.Equal(1e-4 * Math.Sqrt(5), check.Distances[0], 8);
        Assert.InRange(check.CopyShare, 5 / 20.0, 6 / 20.0);
        Assert.True(check.Threshold > 0.01);
    }

    /// <summary>A 90 % interval holds the truth in about 90 of 100 experiments.</summary>
    [Fact]
    public void IntervalsHoldTheTruthAsOftenAsTheySay()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(9);
        var held = 0;
        for (ulong i = 0; i < 100; i++)
        {
            var estimate = Bootstrap.Interval(
                (a, b) => a.mean().item<double>() - b.mean().item<double>(), Normal(2 * i, 60, 1) + 1,
                Normal(2 * i + 1, 60, 1), 100, 0.9, generator);
            if (estimate.Low <= 1 && 1 <= estimate.High) held++;
        }
        Assert.InRange(held, 82, 97);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("2 numbers",
            Assert.Throws<ArgumentException>(() => EnergyDistance.Between(zeros(4, 2), zeros(4, 3))).Message);
        Assert.Contains("at least 2",
            Assert.Throws<ArgumentException>(() => FrechetDistance.Between(zeros(1, 2), zeros(4, 2))).Message);
        Assert.Contains("at least 4",
            Assert.Throws<ArgumentException>(() => PrecisionRecall.Between(zeros(3, 2), zeros(4, 2))).Message);
        Assert.Contains("[N, ...]",
            Assert.Throws<ArgumentException>(() => SlicedWasserstein.Between(zeros(3), zeros(4, 2))).Message);
        Assert.Contains("at least 2 images",
            Assert.Throws<ArgumentException>(() => CopyCheck.Of(zeros(3, 2), zeros(1, 2))).Message);
    }
}
