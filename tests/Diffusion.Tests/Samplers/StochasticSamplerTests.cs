using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>Samplers that add noise: what they draw has to be distributed as the data.</summary>
[Trait("Lane", "slow")]
public sealed class StochasticSamplerTests(ITestOutputHelper output)
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Linear();

    private static readonly Dictionary<string, Sampler> ByName = new Sampler[]
    {
        new Ddpm(), new Ddim(0.5), new EulerAncestral(), new EulerAncestral(0.5), new DpmSolverMultistep(2, eta: 1),
        new DpmSolverMultistep(2, DpmSolverKind.Noise, eta: 1),
        new DpmSolverMultistep(2, eta: 1, rule: DpmSolverRule.Heun),
        new DpmSolverMultistep(3, eta: 1), new Heun(churn: 20), new Dpm2Ancestral(),
        new PredictorCorrector(), new PredictorCorrector(SdePredictor.Ancestral),
    }.ToDictionary(sampler => sampler.Name);

    public static TheoryData<string> Names => [.. ByName.Keys];

    /// <summary>
    /// On Gaussian data the whole run is a straight line in its start and its noises: its exact mean and deviation, for
    /// each number of steps. They approach the data's.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void OnGaussianDataMeanAndDeviationApproachTheTruth(string name)
    {
        if (name.Contains("Langevin")) return; // Langevin's step size looks at the whole batch: not a straight line.
        var denoiser = new GaussianDenoiser(0.4, 0.5);
        var misses = new List<double>();
        foreach (var steps in new[] { 20, 40, 80 })
        {
            var (mean, std) = AffineSampling.OfWholeRun(
                ByName[name], denoiser, TimestepSpacing.UniformLogSnr(Schedule, steps));
            output.WriteLine(FormattableString.Invariant($"{name}, {steps} steps: mean {mean:F6}, deviation {std:F6}"));
            misses.Add(Math.Max(Math.Abs(mean - 0.4), Math.Abs(std - 0.5)));
        }
        // First order at least: twice the steps, about half the error.
        Assert.True(misses[1] < 0.6 * misses[0] && misses[2] < 0.6 * misses[1], $"{name}: {string.Join(", ", misses)}");
        Assert.True(misses[2] < 0.03, $"{name} with 80 steps is {misses[2]} off.");
    }

    /// <summary>
    /// Mean, covariance and energy distance of 3000 samples of a mixture in the plane, against 3000 true ones.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void OnAMixtureTheSamplesAreDistributedAsTheData(string name)
    {
        using var scope = NewDisposeScope();
        using Generator noise = new(11), data = new(12);
        var mixture = new GaussianMixtureDenoiser([1, 2, 1], [[-1.0, 0.5], [0.8, 0], [0, -0.9]], [0.2, 0.3, 0.15]);
        var truth = mixture.Draw(3000, data);
        var samples = ByName[name].Run(
            mixture, randn([3000, 2], generator: noise), TimestepSpacing.UniformLogSnr(Schedule, 60), noise);
        var energy = EnergyDistance.Between(samples, truth);
        var shift = (samples.mean([0]) - truth.mean([0])).abs().max().item<float>();
        var spread = (cov(samples.t()) - cov(truth.t())).abs().max().item<float>();
        output.WriteLine(FormattableString.Invariant(
            $"{name}: energy distance {energy:E2}, mean off by {shift:F4}, covariance by {spread:F4}"));
        Assert.InRange(energy, -0.003, 0.006);
        Assert.InRange(shift, 0, 0.07);
        Assert.InRange(spread, 0, 0.08);
    }

    /// <summary>
    /// "linspace" visits 999, 946, ..., 0. The reference steps from each t to t - 1000 / n instead of the next timestep
    /// it visits. Where all data is one point m, DDIM is exact at each step: the image is alpha · m + sigma · noise,
    /// with the noise that the next step believes. Theirs has another.
    /// </summary>
    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void DdimOnLinspaceStepsToTheLevelItGoesOnFrom(int steps)
    {
        const double point = 0.7, noise = -1.3;
        var levels = TimestepSpacing.Linspace(Schedule, steps);
        var denoiser = new GaussianDenoiser(point, 0);
        using var scope = NewDisposeScope();
        double Right(NoiseLevel level) => level.Alpha * point + level.Sigma * noise;
        var start = tensor(new[] { Right(levels[0]) }).reshape(1, 1);
        foreach (var (state, next) in new Ddim().Sample(denoiser, start, levels).Zip(levels.Skip(1)))
            Assert.Equal(Right(next), state.X.item<double>(), 12);

        var (from, visited) = (levels[steps / 2], levels[steps / 2 + 1]);
        var theirs = new Ddim().Run(
            denoiser, tensor(new[] { Right(from) }).reshape(1, 1), [from, Schedule[(int)from.T - 1000 / steps]]);
        Assert.True(Math.Abs(theirs.item<double>() - Right(visited)) > 0.003,
            $"Theirs is at {theirs.item<double>()}, the next step believes {Right(visited)}.");
    }

    /// <summary>The same, for data with a spread: the deviation is the product of the closed form's steps.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void DdimOnLinspaceHasTheClosedFormsDeviation(int steps)
    {
        const double data = 0.5;
        var levels = TimestepSpacing.Linspace(Schedule, steps);
        var expected = levels.Zip(
            levels.Skip(1), (from, to) => (to.Alpha * from.Alpha * data * data + to.Sigma * from.Sigma)
                / (from.AlphaBar * data * data + from.Sigma * from.Sigma)).Aggregate((a, b) => a * b);
        Assert.Equal(expected,
            AffineSampling.MeanAndDeviation(new Ddim(), new GaussianDenoiser(0, data), levels).Std, 1e-9);
    }

    /// <summary>
    /// A last step that adds noise, as the reference's large variance does after "trailing", ends noisy.
    /// </summary>
    [Fact]
    public void DdpmEndsWithoutNoise()
    {
        var levels = TimestepSpacing.Trailing(Schedule, 10);
        using var scope = NewDisposeScope();
        using Generator one = new(1), other = new(2);
        var before = zeros(4, 1);
        NoiseLevel[] last = [levels[^2], levels[^1]];
        var sampler = new Ddpm(DdpmVariance.Large);
        Assert.True(sampler.Run(new GaussianDenoiser(0, 0.5), before, last, one)
            .Equals(sampler.Run(new GaussianDenoiser(0, 0.5), before, last, other)));
        Assert.True(Math.Sqrt(new NoiseStep(last[0], last[1]).Beta) > 0.3);
    }
}
