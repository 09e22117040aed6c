using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>The ideal denoiser in float32 at picture size, against plain loops in double precision.</summary>
[Trait("Lane", "slow")]
public sealed class DatasetDenoiserTests
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Linear();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(300)]
    [InlineData(600)]
    [InlineData(999)]
    public void ItAgreesWithABruteForceInDoublePrecision(int t)
    {
        using var scope = NewDisposeScope();
        var (images, x) = Pictures(count: 400, Schedule[t]);
        using var denoiser = new DatasetDenoiser(images);
        using var posterior = denoiser.Weigh(x, Schedule[t]);
        var answer = denoiser.Denoise(x, Schedule[t]);
        for (var b = 0; b < x.shape[0]; b++)
        {
            var expected = BruteForce.Of(images, x[b], Schedule[t], prior: null);
            AssertNear(expected.Weights, posterior.Weights[b], 1e-5, "weights");
            AssertNear(expected.Mean, posterior.Mean[b].flatten(), 1e-5, "mean");
            AssertNear(expected.Mean, answer.X0[b].flatten(), 1e-5, "answer");
            Assert.Equal(expected.Entropy, posterior.Entropy[b].item<float>(), 1e-4);
            Assert.Equal(expected.Variance, posterior.Variance[b].item<float>(), 1e-5 * expected.Variance + 1e-7);
        }
    }

    /// <summary>
    /// Two pictures that differ in one pixel, and so little noise that the scores are in the millions: plain float32
    /// rounds the difference away.
    /// </summary>
    [Fact]
    public void NeighboursAreToldApartWhereFloat32WouldRoundTheirDifferenceAway()
    {
        using var scope = NewDisposeScope();
        var (images, _) = Pictures(count: 50, Schedule[0]);
        images[1].copy_(images[0]);
        images[1, 0, 14, 14] += 0.012f;
        var level = Schedule[0];
        var x = (float)level.Alpha * images[0].unsqueeze(0);
        x[0, 0, 14, 14] += 0.003f;
        using var denoiser = new DatasetDenoiser(images);
        var expected = BruteForce.Of(images, x[0], level, prior: null);
        Assert.InRange(expected.Weights[1], 0.1, 0.9);
        AssertNear(expected.Weights, denoiser.Posterior(x, level)[0], 1e-5, "weights");
    }

    [Fact]
    public void WhatIsKnownBeforehandMultipliesThePosterior()
    {
        using var scope = NewDisposeScope();
        var level = Schedule[700];
        var (images, x) = Pictures(count: 300, level);
        var prior = arange(300).remainder(5).to(ScalarType.Float32);
        using var all = new DatasetDenoiser(images);
        using var told = all.Given(prior);
        var product = all.Posterior(x, level) * prior;
        AssertNear((product / product.sum(1, keepdim: true)).flatten().to(ScalarType.Float64).data<double>().ToArray(),
            told.Posterior(x, level).flatten(), 1e-5, "posterior times prior");
        AssertNear(BruteForce.Of(images, x[0], level, prior.data<float>().ToArray()).Mean,
            told.Denoise(x, level).X0[0].flatten(), 1e-5, "mean");
    }

    [Fact]
    public void AMaskLeavesNothingToThoseItRemovesEvenIfTheyAreNearer()
    {
        using var scope = NewDisposeScope();
        var level = Schedule[5];
        var (images, x) = Pictures(count: 100, level);
        using var all = new DatasetDenoiser(images);
        var mask = ones(100, ScalarType.Bool);
        mask[TensorIndex.Slice(0, 40)] = tensor(false);
        DatasetDenoiser rest;
        using (var some = all.Given(mask)) rest = some.Given(arange(100).ge(60));
        using var posterior = rest.Weigh(x, level);
        Assert.Equal(0f, posterior.Weights[TensorIndex.Ellipsis, TensorIndex.Slice(0, 60)].max().item<float>());
        Assert.Equal(1f, posterior.Weights[0].sum().item<float>(), 1e-5f);
        rest.Dispose();
    }

    [Fact]
    public void ACompleteDescriptionMakesOneStepExact()
    {
        using var scope = NewDisposeScope();
        var (images, _) = Pictures(count: 20, Schedule[0]);
        using var all = new DatasetDenoiser(images);
        using var told = all.Given(arange(20).eq(7));
        var answer = told.Denoise(randn(1, 1, 28, 28), Schedule[999]).X0;
        AssertNear(images[7].flatten().to(ScalarType.Float64).data<double>().ToArray(), answer.flatten(), 1e-6,
            "the described picture");
    }

    [Fact]
    public void AtPureNoiseAllCandidatesCountAlike()
    {
        using var scope = NewDisposeScope();
        var (images, _) = Pictures(count: 250, Schedule[0]);
        using var denoiser = new DatasetDenoiser(images);
        using var posterior = denoiser.Weigh(randn(2, 1, 28, 28), NoiseLevel.FromAlphaBar(0));
        Assert.Equal(250f, posterior.EffectiveCount[1].item<float>(), 0.01f);
        AssertNear(images.to(ScalarType.Float64).mean([0]).flatten().data<double>().ToArray(),
            posterior.Mean[0].flatten(), 1e-6, "mean of all");
        Assert.Equal(images.var([0], false).mean().item<float>(), posterior.Variance[0].item<float>(), 1e-5f);
    }

    /// <summary>More noisy images than one block holds: the same answers as one at a time.</summary>
    [Fact]
    public void ALargeBatchIsAnsweredInBlocks()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var level = Schedule[400];
        using var denoiser = new DatasetDenoiser(randn(30_000, 3));
        var x = randn(600, 3);
        var together = denoiser.Denoise(x, level).X0;
        foreach (var i in new[] { 0, 265, 266, 267, 599 })
            AssertNear(denoiser.Denoise(x[i].unsqueeze(0), level).X0.to(ScalarType.Float64).data<double>().ToArray(),
                together[i], 1e-5, $"row {i}");
    }

    public static TheoryData<string> Samplers => [.. AllSamplers.ByName.Keys];

    /// <summary>
    /// At the end of the way one candidate holds all the weight, so each sampler has to end at a picture of the set.
    /// </summary>
    [Theory]
    [MemberData(nameof(Samplers))]
    public void EverySamplerTakesItAndEndsAtAPictureOfTheDataSet(string name)
    {
        using var scope = NewDisposeScope();
        var (images, _) = Pictures(count: 25, Schedule[0]);
        using var denoiser = new DatasetDenoiser(images);
        using var chance = new Generator(4);
        var end = AllSamplers.ByName[name].Run(
            denoiser, randn([6, 1, 28, 28], generator: chance), TimestepSpacing.UniformLogSnr(Schedule, 60), chance);
        var distance = cdist(end.flatten(1), images.flatten(1)).amin([1]) / 28;
        Assert.True(distance.max().item<float>() < 0.1,
            $"{name} ends {distance.max().item<float>():0.000} a pixel away from the nearest picture");
    }

    [Fact]
    public void BestAndDrawsAndClassesFollowTheWeights()
    {
        using var scope = NewDisposeScope();
        using var posterior = new DatasetPosterior(
            tensor(new[,] { { 0.1f, 0f, 0.6f, 0.3f } }), zeros(1, 1), zeros(1), zeros(1));
        var (weights, indices) = posterior.Best(2);
        Assert.Equal([2L, 3L], indices.data<long>().ToArray());
        Assert.Equal([0.6f, 0.3f], weights.data<float>().ToArray());
        using var generator = new Generator(1);
        var drawn = posterior.Draw(4000, generator);
        Assert.Equal(0.6, drawn.eq(2).to(ScalarType.Float64).mean().item<double>(), 0.03);
        Assert.False(drawn.eq(1).any().item<bool>());
        Assert.Equal([0.4f, 0.6f], posterior.ClassWeights(tensor(new long[] { 0, 1, 1, 0 }), 2).data<float>().ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void ItLeavesNoTensorBehind()
    {
        var (images, x) = Pictures(count: 30, Schedule[300]);
        using var prior = ones(30);
        // Counted for this thread alone: other tests make tensors at the same time.
        long Live() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        void Round()
        {
            using var denoiser = new DatasetDenoiser(images);
            using var told = denoiser.Given(prior);
            denoiser.Denoise(x, Schedule[300]).Dispose();
            told.Weigh(x, Schedule[300]).Dispose();
            told.Posterior(x, Schedule[300]).Dispose();
        }
        Round();
        var before = Live();
        for (var i = 0; i < 10; i++) Round();
        Assert.Equal(before, Live());
        images.Dispose();
        x.Dispose();
    }

    [Fact]
    public void APriorThatDoesNotFitIsRefused()
    {
        using var scope = NewDisposeScope();
        using var denoiser = new DatasetDenoiser(zeros(3, 2));
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(() => denoiser.Given(ones(2))).Message);
        Assert.Contains("0 or more",
            Assert.Throws<ArgumentException>(() => denoiser.Given(tensor(new[] { 1f, -1f, 0f }))).Message);
        Assert.Contains("probability 0", Assert.Throws<ArgumentException>(() => denoiser.Given(zeros(3))).Message);
        Assert.Contains("nothing to weigh",
            Assert.Throws<ArgumentException>(() => denoiser.Weigh(zeros(1, 2), NoiseLevel.Clean)).Message);
    }

    /// <summary>Smooth pictures with pixels from -1 to 1, and four of them with noise.</summary>
    private static (Tensor Images, Tensor Noisy) Pictures(int count, NoiseLevel level)
    {
        manual_seed(3);
        using var coarse = randn(count, 1, 7, 7);
        using var large = nn.functional.interpolate(
            coarse, [28, 28], mode: InterpolationMode.Bilinear, align_corners: false);
        var images = large.tanh();
        using var few = images[..4];
        using var noise = randn(4, 1, 28, 28);
        return (images, NoiseMixing.AddNoise(few, noise, level));
    }

    private static void AssertNear(double[] expected, Tensor actual, double within, string what)
    {
        var numbers = actual.to(ScalarType.Float64).data<double>().ToArray();
        Assert.Equal(expected.Length, numbers.Length);
        var worst = expected.Zip(numbers, (e, a) => Math.Abs(e - a)).Max();
        Assert.True(worst <= within, $"{what}: off by {worst:0.0e0}, allowed {within:0.0e0}");
    }
}
