using System.Text.Json;
using TorchSharp;
using static Diffusion.Tests.ReferenceNumbers;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>The denoisers with a closed form, against numbers computed elsewhere.</summary>
public sealed class ExactDenoiserTests
{
    private static readonly JsonElement Truths = Load("analytic_truths.json");
    private static readonly GaussianMixtureDenoiser Mixture = new([0.3, 0.7], [-1.0, 0.8], [0.25, 0.15]);

    [Fact]
    public void TheMixturesAnswersDensitiesAndScores()
    {
        using var scope = NewDisposeScope();
        foreach (var row in Truths.GetProperty("gmm_checkpoints").EnumerateArray())
        {
            var (x, sigma) = (row.Number("x"), row.Number("sigma"));
            var level = NoiseLevel.FromSigmaVe(sigma);
            var point = tensor(new[] { level.Alpha * x }, ScalarType.Float64).reshape(1, 1);
            var (x0, epsilon) = Mixture.Denoise(point, level);
            AssertClose(row.Number("denoised"), x0.item<double>(), 1e-9, $"E[x0 | x = {x}], sigma {sigma}");
            // The score of the noisy density is minus the noise, divided by its standard deviation.
            AssertClose(row.Number("score"), -epsilon.item<double>() / sigma, 1e-9, $"score at {x}, sigma {sigma}");
            // x was scaled by alpha, so its density is higher by 1 / alpha.
            AssertClose(row.Number("logp"), Mixture.LogDensity(point, level).item<double>() + Math.Log(level.Alpha),
                1e-9, $"log p at {x}, sigma {sigma}");
        }
    }

    [Fact]
    public void TheIdealDenoiserOfAFiniteSet()
    {
        using var scope = NewDisposeScope();
        using var denoiser = new DatasetDenoiser(tensor(FiniteSet, ScalarType.Float64).reshape(3, 1));
        foreach (var row in Truths.GetProperty("finite_dataset_posterior_mean").EnumerateArray())
        {
            var (x, sigma) = (row.Number("x"), row.Number("sigma"));
            var level = NoiseLevel.FromSigmaVe(sigma);
            var point = tensor(new[] { level.Alpha * x }, ScalarType.Float64).reshape(1, 1);
            var weights = denoiser.Posterior(point, level).data<double>().ToArray();
            foreach (var (i, expected) in row.Numbers("weights").Index())
                AssertClose(expected, weights[i], 1e-9, $"weight of image {i} at x = {x}, sigma {sigma}");
            var x0 = denoiser.Denoise(point, level).X0.item<double>();
            AssertClose(row.Number("denoised"), x0, 1e-9, $"E[x0 | x = {x}], sigma {sigma}");
            var spread = weights.Select((weight, i) => weight * Math.Pow(FiniteSet[i] - x0, 2)).Sum();
            AssertClose(row.Number("irreducible_mse_at_x"), spread, 1e-9, $"least MSE at x = {x}, sigma {sigma}");
        }
    }

    private static readonly double[] FiniteSet = [-1, 0, 2];

    [Fact]
    public void AMixtureOfOneIsTheGaussian()
    {
        using var scope = NewDisposeScope();
        var one = new GaussianMixtureDenoiser([5.0], [0.3], [0.6]);
        var gaussian = new GaussianDenoiser(0.3, 0.6);
        foreach (var level in NoiseSchedule.Linear().Levels.Where(level => level.T % 100 == 0))
        {
            var x = randn([16, 1], ScalarType.Float64);
            Near(gaussian.Denoise(x, level).X0, one.Denoise(x, level).X0);
            Near(gaussian.Denoise(x, level).Epsilon, one.Denoise(x, level).Epsilon);
        }
    }

    /// <summary>The mean of a Gaussian and the observation, each weighted by the other's variance.</summary>
    [Fact]
    public void TheGaussianIsTheWeightedMean()
    {
        using var scope = NewDisposeScope();
        var level = NoiseLevel.FromSigmaVe(2);
        var answer = new GaussianDenoiser(1, 0.5).Denoise(tensor(new[] { level.Alpha * 3 }, ScalarType.Float64), level);
        Assert.Equal((1 * 4 + 3 * 0.25) / 4.25, answer.X0.item<double>(), 12);
    }

    [Fact]
    public void ANarrowMixtureIsTheFiniteSet()
    {
        using var scope = NewDisposeScope();
        double[][] points = [[-1, 0.5], [1, 1], [0, -2]];
        var mixture = new GaussianMixtureDenoiser([1, 1, 1], points, [0, 0, 0]);
        using var dataset = new DatasetDenoiser(stack([.. points.Select(point => tensor(point))]));
        var x = randn([32, 2], ScalarType.Float64);
        foreach (var level in new[]
            { NoiseLevel.FromSigmaVe(0.3), NoiseLevel.FromSigmaVe(1), NoiseLevel.FromSigmaVe(20) })
        {
            Near(dataset.Denoise(x, level).X0, mixture.Denoise(x, level).X0);
            Near(dataset.Posterior(x, level), mixture.Responsibilities(x, level));
        }
    }

    /// <summary>At pure noise the picture that costs least is the mean of all pictures.</summary>
    [Fact]
    public void AtPureNoiseTheAnswerIsTheMeanOfAllImages()
    {
        using var scope = NewDisposeScope();
        var images = randn([7, 2, 3], ScalarType.Float64);
        using var denoiser = new DatasetDenoiser(images);
        var answer = denoiser.Denoise(randn([2, 2, 3], ScalarType.Float64), NoiseLevel.FromAlphaBar(0));
        Near(images.mean([0]).expand(2, 2, 3), answer.X0);
    }

    [Fact]
    public void ClippingKeepsTheRangeAndSaysWhatBecomesOfTheNoise()
    {
        using var scope = NewDisposeScope();
        var level = NoiseLevel.FromAlphaBar(0.5, t: 500);
        var x = tensor(new[] { 3.0, 0.1, -3.0 }, ScalarType.Float64);
        var inner = new NetworkDenoiser((image, _) => zeros_like(image), Prediction.Epsilon, NoiseSchedule.Linear());
        var kept = new ClippedDenoiser(inner, recomputeEpsilon: false).Denoise(x, level);
        Near(tensor(new[] { 1.0, 0.1 / level.Alpha, -1.0 }, ScalarType.Float64), kept.X0);
        Near(zeros_like(x), kept.Epsilon);
        var recomputed = new ClippedDenoiser(inner).Denoise(x, level);
        Near(x, level.Alpha * recomputed.X0 + level.Sigma * recomputed.Epsilon);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using var scope = NewDisposeScope();
        var level = NoiseLevel.FromAlphaBar(0.5, t: 500);
        var plane = new GaussianMixtureDenoiser([1], [[0.0, 0]], [1]);
        Assert.Contains("2 dimensions",
            Assert.Throws<ArgumentException>(() => plane.Denoise(zeros(4, 1), level)).Message);
        Assert.Contains("above 0",
            Assert.Throws<ArgumentException>(() => new GaussianMixtureDenoiser([-0.5, 1], [0.0, 1], [1, 1])).Message);
        Assert.Contains("at least one",
            Assert.Throws<ArgumentException>(() => new DatasetDenoiser(zeros(0, 3))).Message);
        using var denoiser = new DatasetDenoiser(zeros(2, 3));
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(() => denoiser.Denoise(zeros(2, 4), level)).Message);
        var wrong = new NetworkDenoiser(
            (image, _) => image[TensorIndex.Slice(0, 1)].clone(), Prediction.X0, NoiseSchedule.Linear());
        Assert.Contains("[1, 3]",
            Assert.Throws<InvalidOperationException>(() => wrong.Denoise(zeros(2, 3), level)).Message);
    }

    private static void Near(Tensor expected, Tensor actual) =>
        Assert.True((expected - actual).abs().max().item<double>() < 1e-9, $"{expected.str()} is not {actual.str()}");
}
