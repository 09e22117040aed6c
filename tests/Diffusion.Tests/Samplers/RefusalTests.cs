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
        var denoiser = new NetworkDenoiser((x, _) => ++calls < 3 ? zeros_like(x) : full_like(x, double.NaN), Prediction.X0);
        using var start = randn(2, 3);
        var message = Assert.Throws<ArithmeticException>(() => AllSamplers.ByName[name].Run(denoiser, start, levels)).Message;
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
        string Message(params NoiseLevel[] levels) => Assert.Throws<ArgumentException>(() => sampler.Run(Exact, start, levels)).Message;
        Assert.Contains("there are 0", Message());
        Assert.Contains("there are 1", Message(Schedule[999]));
        Assert.Contains("from level 1 ", Message(Schedule[900], Schedule[500], Schedule[600], NoiseLevel.Clean));
        Assert.Contains("from level 0 ", Message(Schedule[900], Schedule[900], NoiseLevel.Clean));
        Assert.Contains("level 1 is not a number", Message(Schedule[900], new NoiseLevel(5, double.NaN, 1), NoiseLevel.Clean));
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void NoisePredictedAtPureNoise(string name)
    {
        var levels = TimestepSpacing.Trailing(Schedule.WithZeroTerminalSnr(), 5);
        using var start = randn(2, 3);
        var denoiser = new NetworkDenoiser((x, _) => x.alias(), Prediction.Epsilon);
        var exception = Assert.ThrowsAny<Exception>(() => AllSamplers.ByName[name].Run(denoiser, start, levels));
        Assert.Contains("pure noise", exception.Message);
    }

    /// <summary>A network is told timesteps; a level made from a noise alone has none.</summary>
    [Fact]
    public void LevelsWithoutATimestepForANetworkThatIsToldOne()
    {
        using var start = randn(2, 3);
        var network = new NetworkDenoiser((x, _) => zeros_like(x), Prediction.V);
        var message = Assert.Throws<ArgumentException>(() => new Heun(churn: 5).Run(network, start, TimestepSpacing.Trailing(Schedule, 5))).Message;
        Assert.Contains("no timestep", message);
        Assert.Contains("their schedule", message);
        new Heun(churn: 5).Run(network, start, TimestepSpacing.Trailing(Schedule, 5)).Dispose();
    }

    [Fact]
    public void AFlowsSamplerOnVariancePreservingLevels()
    {
        using var start = randn(2, 3);
        foreach (var sampler in new Sampler[] { new FlowEuler(), new FlowHeun() })
            Assert.Contains("sum to 1", Assert.Throws<ArgumentException>(() => sampler.Run(Exact, start, TimestepSpacing.Trailing(Schedule, 5))).Message);
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
}
