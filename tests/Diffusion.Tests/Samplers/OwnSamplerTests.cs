using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>Samplers as a notebook's cell writes them, on the public frame; each is one of the library's.</summary>
public sealed class OwnSamplerTests
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Cosine();
    private static readonly GaussianMixtureDenoiser Mixture = new(
        [1, 2, 3], [[-1.0, 0.5], [0.8, 0], [0, -0.6]], [0.2, 0.3, 0.1]);

    private static Sampler Ddim(double eta) => Sampler.Of("my DDIM", (run, step) =>
    {
        var (x0, epsilon) = run.Denoise();
        var (kept, fresh) = step.SplitNoise(eta);
        return step.To.Alpha * x0 + kept * epsilon + run.Noise(fresh);
    });

    private static Sampler TwoM => Sampler.Of("my 2M", (run, step) =>
    {
        var past = run.Remember(run.Denoise().X0, 2);
        var x0 = past[0].Answer;
        if (past.Count == 2 && step.To.Sigma > 0)
        {
            var r = new NoiseStep(past[1].Level, past[0].Level).Lambda / step.Lambda;
            x0 = x0 + (x0 - past[1].Answer) / (2 * r);
        }
        return step.To.Sigma / step.From.Sigma * run.X - step.To.Alpha * (Math.Exp(-step.Lambda) - 1) * x0;
    });

    private static Sampler Heun => Sampler.Of("my Heun", (run, step) =>
    {
        var slope = run.Denoise().Epsilon;
        var next = run.X + (step.To.Sigma - step.From.Sigma) * slope;
        if (step.To.Sigma == 0) return next;
        var slopeNext = run.Denoise(next, step.To).Epsilon;
        return run.X + (step.To.Sigma - step.From.Sigma) * (slope + slopeNext) / 2;
    }, NoisePath.VarianceExploding);

    public static TheoryData<string, Sampler, Sampler> Pairs => new()
    {
        { "DDIM", Ddim(0), new Ddim() },
        { "DDIM, eta 0.5", Ddim(0.5), new Ddim(0.5) },
        { "DDIM, eta 1", Ddim(1), new Ddim(1) },
        { "DPM-Solver++ 2M", TwoM, new DpmSolverMultistep() },
        { "Heun", Heun, new Heun() },
    };

    [Theory]
    [MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void TenLinesAreTheLibrarysSampler(string name, Sampler mine, Sampler ours)
    {
        foreach (var levels in new[]
        {
            TimestepSpacing.Trailing(Schedule, 25), TimestepSpacing.Karras(Schedule, 10),
            Beginning(TimestepSpacing.Flow(20)),
        })
        {
            using var scope = NewDisposeScope();
            using Generator forMine = new(7), forOurs = new(7), forStart = new(8);
            var start = randn([32, 2], ScalarType.Float64, generator: forStart);
            var (a, b) = (mine.Sample(Mixture, start, levels, forMine).ToList(),
                ours.Sample(Mixture, start, levels, forOurs).ToList());
            Assert.Equal(b.Count, a.Count);
            foreach (var (one, other) in a.Zip(b))
            {
                Assert.Equal(other.ModelCalls, one.ModelCalls);
                Assert.True((one.X - other.X).abs().max().item<double>() < 1e-6, $"{name} differs at step {one.Step}");
            }
        }
    }

    /// <summary>
    /// What the frame does for a formula: nothing left behind, no gradients, a refusal of another shape.
    /// </summary>
    [Fact]
    public void TheFrameCaresForTheRest()
    {
        using var start = ones(8, 2);
        var levels = TimestepSpacing.Trailing(Schedule, 20);
        // The mixture keeps its own numbers as tensors, from its first answer on.
        using (NewDisposeScope()) Mixture.Denoise(start, levels[0]);
        var live = DisposeScopeManager.Statistics;
        var before = live.ThreadTotalLiveCount;
        foreach (var state in TwoM.Sample(Mixture, start, levels)) state.Dispose();
        Assert.Equal(before, live.ThreadTotalLiveCount);

        var weight = ones(2, requires_grad: true);
        using var end = Sampler.Of("weighted", (run, step) => weight * run.Denoise().X0).Run(Mixture, start, levels);
        Assert.False(end.requires_grad);

        var one = Sampler.Of("one", (run, step) => run.Denoise().X0[..1]);
        Assert.Contains("[1, 2] of images [8, 2]",
            Assert.Throws<InvalidOperationException>(() => one.Run(Mixture, start, levels)).Message);
    }

    /// <summary>Formulas on the exploding scale cannot begin at pure noise.</summary>
    private static NoiseLevel[] Beginning(NoiseLevel[] flow) => flow[1..];
}
