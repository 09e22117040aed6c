using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>What a sampler cannot do, it says in words.</summary>
public sealed class RefusalTests
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Linear();
    private static readonly GaussianDenoiser Exact = new(0, 1);

    public static TheoryData<string> Samplers => [.. AllSamplers.ByName.Keys];

    [Theory]
    [MemberData(nameof(Samplers))]
    public void NotANumberFromTheNetwork(string name)
    {
        var levels = TimestepSpacing.Trailing(Schedule, 10);
        var calls = 0;
        var denoiser = new NetworkDenoiser(
            (x, _) => ++calls < 3 ? zeros_like(x) : full_like(x, double.NaN), Prediction.X0, Schedule);
        using var start = randn(2, 3);
        var message =
            Assert.Throws<ArithmeticException>(() => AllSamplers.ByName[name].Run(denoiser, start, levels)).Message;
        Assert.Contains("call 3", message);
        Assert.Contains("NaN", message);
        Assert.Equal(3, calls);
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void ListsOfLevelsThatAreNoDescent(string name)
    {
        var sampler = AllSamplers.ByName[name];
        using var start = randn(2, 3);
        string Message(params NoiseLevel[] levels) =>
            Assert.Throws<ArgumentException>(() => sampler.Run(Exact, start, levels)).Message;
        Assert.Contains("there are 0", Message());
        Assert.Contains("there are 1", Message(Schedule[999]));
        Assert.Contains("from level 1 ", Message(Schedule[900], Schedule[500], Schedule[600], NoiseLevel.Clean));
        Assert.Contains("from level 0 ", Message(Schedule[900], Schedule[900], NoiseLevel.Clean));
        Assert.Contains("level 1 is not a number",
            Message(Schedule[900], new NoiseLevel(5, double.NaN, 1), NoiseLevel.Clean));
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void NoisePredictedAtPureNoise(string name)
    {
        var levels = TimestepSpacing.Trailing(Schedule.WithZeroTerminalSnr(), 5);
        using var start = randn(2, 3);
        var denoiser = new NetworkDenoiser((x, _) => x.alias(), Prediction.Epsilon, Schedule);
        var exception = Assert.ThrowsAny<Exception>(() => AllSamplers.ByName[name].Run(denoiser, start, levels));
        Assert.Contains("pure noise", exception.Message);
    }

    /// <summary>The list is looked at when a run is asked for, not when its first state is.</summary>
    [Theory]
    [MemberData(nameof(Samplers))]
    public void TheListIsCheckedAtTheCall(string name)
    {
        using var start = randn(2, 3);
        var sampler = AllSamplers.ByName[name];
        Assert.Throws<ArgumentException>(() => { _ = sampler.Sample(Exact, start, [Schedule[900]]); });
        Assert.Throws<ArgumentNullException>(() => { _ = sampler.Sample(
            null!, start, [Schedule[900], NoiseLevel.Clean]); });
    }

    [Fact]
    public void OrdersThatDoNotExist()
    {
        Assert.Contains("1 to 4", Assert.Throws<ArgumentOutOfRangeException>(() => new Lms(5)).Message);
        Assert.Contains("1 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => new Deis(0)).Message);
        Assert.Contains("1 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => new DpmSolverMultistep(4)).Message);
        Assert.Contains("1 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => new DpmSolverSinglestep(4)).Message);
        Assert.Contains("1 or more", Assert.Throws<ArgumentOutOfRangeException>(() => new UniPc(0)).Message);
    }

    /// <summary>Each setting, made wrong in every way it can be: too small, too large, no number.</summary>
    public static TheoryData<string, string, Func<object>> WrongSettings
    {
        get
        {
            var rows = new TheoryData<string, string, Func<object>>();
            void Wrong<T>(string name, Func<T, object> make, params T[] values)
            {
                foreach (var value in values)
                    rows.Add(name, FormattableString.Invariant($"{value}"), () => make(value));
            }
            const double nan = double.NaN, infinite = double.PositiveInfinity;
            Wrong("eta", eta => new Ddim(eta), -1, 3, 1.001, nan, infinite);
            Wrong("eta", eta => new EulerAncestral(eta), -0.1, 2, nan, infinite);
            Wrong("eta", eta => new DpmSolverMultistep(2, eta: eta), -1, 1.5, nan, infinite);
            Wrong("variance", variance => new Ddpm(variance), (DdpmVariance)7);
            Wrong("churn", churn => new Heun(churn), -40, nan, infinite);
            Wrong("churnFrom", from => new Heun(1, churnFrom: from), -1, nan, infinite);
            Wrong("churnTo", to => new Heun(1, churnFrom: 2, churnTo: to), 1, nan);
            Wrong("churnNoise", noise => new Heun(1, churnNoise: noise), -1, nan, infinite);
            Wrong("leastNoise", least => new Consistency(least), -1, nan, infinite);
            Wrong("gamma", gamma => new Tcd(Schedule, gamma), -0.1, 1.1, nan);
            Wrong("tolerance", tolerance => new ProbabilityFlow(tolerance), 0, -1, nan, infinite);
            Wrong("corrections", count => new PredictorCorrector(corrections: count), -1);
            Wrong("signalToNoise", ratio => new PredictorCorrector(signalToNoise: ratio), -1, nan, infinite);
            Wrong("predictor", predictor => new PredictorCorrector(predictor), (SdePredictor)5);
            Wrong("order", order => new Lms(order), 0, 5, -1);
            Wrong("order", order => new Deis(order), 0, 4);
            Wrong("lowerOrderBelow", steps => new Deis(2, steps), -1);
            Wrong("order", order => new DpmSolverMultistep(order), 0, 4);
            Wrong("kind", kind => new DpmSolverMultistep(2, kind), (DpmSolverKind)2);
            Wrong("rule", rule => new DpmSolverMultistep(2, rule: rule), (DpmSolverRule)3);
            Wrong("lowerOrderBelow", steps => new DpmSolverMultistep(2, lowerOrderBelow: steps), -1);
            Wrong("order", order => new DpmSolverSinglestep(order), 0, 4);
            Wrong("kind", kind => new DpmSolverSinglestep(2, kind), (DpmSolverKind)2);
            Wrong("rule", rule => new DpmSolverSinglestep(2, rule: rule), (DpmSolverRule)3);
            Wrong("order", order => new UniPc(order), 0, -2);
            Wrong("variant", variant => new UniPc(2, variant), (UniPcVariant)2);
            Wrong("kind", kind => new UniPc(2, kind: kind), (DpmSolverKind)2);
            Wrong("correctFromStep", step => new UniPc(2, correctFromStep: step), -1);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(WrongSettings), DisableDiscoveryEnumeration = true)]
    public void SettingsOutOfRangeAreRefusedByNameAndValue(string name, string value, Func<object> make)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => { make(); });
        Assert.Equal(name, refusal.ParamName);
        Assert.Equal(value, FormattableString.Invariant($"{refusal.ActualValue}"));
    }

    /// <summary>A parameter of a sampler that the list above does not try is found by its type.</summary>
    [Fact]
    public void EveryNumberThatASamplerTakesIsTriedAbove()
    {
        var tried = WrongSettings.Select(row => row.Data.Item1).ToHashSet();
        var taken = typeof(Sampler).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Sampler)) && type.IsPublic)
            .SelectMany(type => type.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.ParameterType.IsPrimitive && parameter.ParameterType != typeof(bool)
                || parameter.ParameterType.IsEnum);
        Assert.All(taken, parameter => Assert.Contains(parameter.Name!, tried));
    }

    /// <summary>The last step can spoil what all answers before it left whole.</summary>
    [Fact]
    public void TheFinalImageIsCheckedToo()
    {
        using var start = randn(2, 3);
        var spoiler = Sampler.Of("spoiler", (run, step) => run.Denoise().X0 / step.To.Sigma * 0);
        var message = Assert.Throws<ArithmeticException>(
            () => spoiler.Run(Exact, start, TimestepSpacing.Trailing(Schedule, 3))).Message;
        Assert.Contains("final image", message);
    }

    /// <summary>From exact pure noise every sampler arrives at the data, or says that it cannot begin there.</summary>
    [Theory]
    [MemberData(nameof(Samplers))]
    public void FromExactPureNoise(string name)
    {
        var levels = TimestepSpacing.Trailing(Schedule.WithZeroTerminalSnr(), 40);
        Assert.Equal(0, levels[0].Alpha);
        using var generator = new Generator(3);
        using var start = randn([4000, 1], generator: generator);
        try
        {
            using var end = AllSamplers.ByName[name].Run(new GaussianDenoiser(0.5, 0.4), start, levels, generator);
            Assert.InRange(end.mean().item<float>(), 0.45, 0.55);
            // A consistency model's answer is a picture; the exact denoiser's is a mean, which varies less.
            Assert.InRange(end.std().item<float>(), name == "Consistency" ? 0.2 : 0.33, 0.47);
        }
        catch (InvalidOperationException refusal)
        {
            Assert.Contains("pure noise", refusal.Message);
            Assert.DoesNotContain("DPM-Solver++", name);
        }
    }
}
