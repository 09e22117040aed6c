using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// Samplers that papers call by different names and that are one: equal to 1e-6 on every step of a path.
/// </summary>
public sealed class EqualityTests
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Cosine();
    private static readonly GaussianMixtureDenoiser Mixture = new(
        [1, 2, 3], [[-1.0, 0.5], [0.8, 0], [0, -0.6]], [0.2, 0.3, 0.1]);

    public static TheoryData<string> Pairs => [.. ByName.Keys];

    private static readonly Dictionary<string, (Sampler A, Sampler B)> ByName = new()
    {
        ["DDIM = Euler on the noise that is merely added"] = (new Ddim(), new Euler()),
        ["DDIM = DPM-Solver-1"] = (new Ddim(), new DpmSolverMultistep(1, DpmSolverKind.Noise)),
        ["DDIM = DPM-Solver++-1"] = (new Ddim(), new DpmSolverMultistep(1)),
        ["DDIM = DPM-Solver-1, single-step"] = (new Ddim(), new DpmSolverSinglestep(1, DpmSolverKind.Noise)),
        ["DDIM = DEIS of order 1"] = (new Ddim(), new Deis(1)),
        ["DDIM = LMS of order 1"] = (new Ddim(), new Lms(1)),
        ["DDIM = TCD with gamma 0"] = (new Ddim(), new Tcd(Schedule, 0)),
        ["DDIM with eta 1 = DDPM with small variance"] = (new Ddim(1), new Ddpm()),
        ["Euler ancestral = DDPM with small variance"] = (new EulerAncestral(), new Ddpm()),
        ["SDE-DPM-Solver++-1 = DDPM with small variance"] = (new DpmSolverMultistep(1, eta: 1), new Ddpm()),
        ["Ancestral predictor = DDPM with small variance"] = (
            new PredictorCorrector(SdePredictor.Ancestral, corrections: 0), new Ddpm()),
        // 1e-24, so that the noise and the SDE's formulas are there, but weigh nothing.
        ["SDE-DPM-Solver++(2M) at eta 0 = DPM-Solver++(2M)"] = (new DpmSolverMultistep(2, eta: 1e-24),
            new DpmSolverMultistep(2)),
        ["SDE-DPM-Solver-2 at eta 0 = DPM-Solver-2"] =
            (new DpmSolverMultistep(2, DpmSolverKind.Noise, 1e-24), new DpmSolverMultistep(2, DpmSolverKind.Noise)),
        ["Euler ancestral with eta 0 = Euler"] = (new EulerAncestral(0), new Euler()),
        ["UniPC without corrector = DPM-Solver++(2M)"] =
            (new UniPc(2, lowerOrderFinal: false, correctFromStep: int.MaxValue),
                new DpmSolverMultistep(2, lowerOrderBelow: 0)),
    };

    public static TheoryData<string, bool> Endings => new()
    {
        { "two steps", true }, { "two steps of a solver for two and more", false }, { "Euler at the end", true },
        { "UniPC", true }, { "UniPC to the end", false },
    };

    /// <summary>Where a list of two steps ends in noise, falling order alone makes both first order.</summary>
    [Theory]
    [MemberData(nameof(Endings))]
    public void TheLastOfTwoStepsFallsInOrderWhereItIsAsked(string ending, bool falls)
    {
        using var scope = NewDisposeScope();
        Sampler solver = ending switch
        {
            "two steps" => new DpmSolverMultistep(2, lowerOrderBelow: 3),
            "two steps of a solver for two and more" => new DpmSolverMultistep(2, lowerOrderBelow: 2),
            "Euler at the end" => new DpmSolverMultistep(2, lowerOrderBelow: 0, eulerAtFinal: true),
            "UniPC" => new UniPc(2, correctFromStep: int.MaxValue),
            _ => new UniPc(2, lowerOrderFinal: false, correctFromStep: int.MaxValue),
        };
        NoiseLevel[] levels = [Schedule[900], Schedule[500], Schedule[100]];
        var start = ones([4, 2], ScalarType.Float64);
        var away = (solver.Run(Mixture, start, levels) - new Ddim().Run(Mixture, start, levels)).abs().max()
            .item<double>();
        if (falls) Assert.Equal(0, away, 1e-9);
        else Assert.InRange(away, 1e-3, 1);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TwoNamesOneSampler(string name)
    {
        var (a, b) = ByName[name];
        foreach (var levels in new[] { TimestepSpacing.Trailing(Schedule, 25), TimestepSpacing.Karras(Schedule, 10) })
        {
            using var scope = NewDisposeScope();
            using Generator forA = new(7), forB = new(7), forStart = new(8);
            var start = randn([32, 2], ScalarType.Float64, generator: forStart);
            var pathA = a.Sample(Mixture, start, levels, forA).ToList();
            var pathB = b.Sample(Mixture, start, levels, forB).ToList();
            Assert.Equal(pathB.Count, pathA.Count);
            foreach (var (one, other) in pathA.Zip(pathB))
            {
                var difference = (one.X - other.X).abs().max().item<double>();
                Assert.True(difference < 1e-6, $"{name}: {difference} apart at step {one.Step}");
            }
        }
    }

    [Fact]
    public void RectifiedFlowsEulerIsDdimsStep()
    {
        using var scope = NewDisposeScope();
        foreach (var shift in new[] { 1.0, 3 })
        {
            var levels = TimestepSpacing.Flow(20, shift);
            var start = randn([32, 2], ScalarType.Float64);
            var (flow, ddim) = (new FlowEuler().Run(Mixture, start, levels), new Ddim().Run(Mixture, start, levels));
            Assert.True((flow - ddim).abs().max().item<double>() < 1e-6);
        }
    }

    [Fact]
    public void FlowLevelsAreEvenAndShifted()
    {
        Assert.Equal([1000, 750, 500, 250, -1], TimestepSpacing.Flow(4).Select(level => level.T));
        Assert.Equal([1, 0.9, 0.75, 0.5, 0], TimestepSpacing.Flow(4, 3).Select(level => Math.Round(level.Sigma, 12)));
        Assert.All(TimestepSpacing.Flow(7, 2), level => Assert.Equal(1, level.Alpha + level.Sigma, 12));
    }

    [Fact]
    public void DdimTurnsTheImageByTheChangeOfAngle()
    {
        using var scope = NewDisposeScope();
        var (from, to) = (Schedule[700], Schedule[600]);
        var x = randn([8, 2], ScalarType.Float64);
        var (x0, epsilon) = Mixture.Denoise(x, from);
        var v = from.Alpha * epsilon - from.Sigma * x0;
        var turn = to.Angle - from.Angle;
        var turned = Math.Cos(turn) * x + Math.Sin(turn) * v;
        Assert.True((new Ddim().Run(Mixture, x, [from, to]) - turned).abs().max().item<double>() < 1e-12);
    }

    /// <summary>Back to noise and forth again: nearer to the image the more steps there are.</summary>
    [Fact]
    public void InversionIsUndoneBySampling()
    {
        using var scope = NewDisposeScope();
        var image = Mixture.Draw(64).to(ScalarType.Float64);
        double Miss(int steps)
        {
            NoiseLevel[] down = [.. TimestepSpacing.Linspace(Schedule, steps).Take(steps)];
            var noise = new DdimInversion().Run(Mixture, image, [.. down.Reverse()]);
            return (new Ddim().Run(Mixture, noise, down) - image).abs().mean().item<double>();
        }
        var (few, many) = (Miss(25), Miss(200));
        Assert.True(many < 0.02 && many < few / 4, $"25 steps miss by {few}, 200 by {many}");
        var rising = Assert.Throws<ArgumentException>(
            () => new DdimInversion().Run(Mixture, image, TimestepSpacing.Linspace(Schedule, 5)));
        Assert.Contains("has to rise", rising.Message);
    }
}
