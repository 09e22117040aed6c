using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>What every sampler promises about its stream of states.</summary>
public sealed class StreamTests
{
    private static readonly GaussianMixtureDenoiser Mixture = new([0.3, 0.7], [-1.0, 0.8], [0.25, 0.15]);

    /// <summary>
    /// The mixture makes its constants when it is first asked and keeps them: whichever test runs first, none counts
    /// them.
    /// </summary>
    public StreamTests()
    {
        using var scope = NewDisposeScope();
        Mixture.Denoise(ones(1, 1), NoiseLevel.FromAlphaBar(0.5));
    }

    public static TheoryData<string> Samplers => [.. AllSamplers.ByName.Keys];

    [Theory]
    [MemberData(nameof(Samplers))]
    public void StatesAreNumberedOwnedAndEndClean(string name)
    {
        var levels = TimestepSpacing.Trailing(NoiseSchedule.Linear(), 12);
        using var generator = new Generator(3);
        using var start = randn([64, 1], generator: generator);
        using var copy = start.clone();
        var counted = new CountedDenoiser(Mixture);
        var states = new List<SamplerState>();
        foreach (var state in AllSamplers.ByName[name].Sample(counted, start, levels, generator))
        {
            Assert.Equal(counted.Calls, state.ModelCalls);
            states.Add(state);
        }
        Assert.Equal(Enumerable.Range(1, states.Count), states.Select(state => state.Step));
        Assert.Equal(NoiseLevel.Clean, states[^1].Level);
        Assert.True(start.Equals(copy), "The start was changed.");
        for (var i = 1; i < states.Count; i++)
            Assert.True(states[i].Level.LogSnr > states[i - 1].Level.LogSnr);
        // Any sampler ends near one of the two modes.
        using var far = (states[^1].X - 0.8).abs().minimum((states[^1].X + 1).abs());
        Assert.True(far.mean().item<float>() < 0.3, $"{name} ends {far.mean().item<float>()} away from the modes.");
        states.ForEach(state => state.Dispose());
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void OneSeedGivesOneResult(string name)
    {
        var levels = TimestepSpacing.Karras(NoiseSchedule.Linear(), 6);
        using var start = ones(8, 1);
        Tensor Once()
        {
            using var generator = new Generator(5);
            return AllSamplers.ByName[name].Run(Mixture, start, levels, generator);
        }
        using var first = Once();
        using var second = Once();
        Assert.True(first.Equals(second));
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void LeavesNothingBehind(string name)
    {
        var levels = TimestepSpacing.Trailing(NoiseSchedule.Linear(), 20);
        using var start = ones(8, 1);
        // Counted on this thread alone: other tests run beside this one.
        var live = DisposeScopeManager.Statistics;
        var before = live.ThreadTotalLiveCount;
        var peak = 0L;
        foreach (var state in AllSamplers.ByName[name].Sample(Mixture, start, levels))
        {
            state.Dispose();
            peak = Math.Max(peak, live.ThreadTotalLiveCount - before);
        }
        Assert.Equal(before, live.ThreadTotalLiveCount);
        Assert.InRange(peak, 1, 20);
    }

    /// <summary>
    /// Between two steps a sampler holds the image, its estimate, and the past answers that its order needs.
    /// </summary>
    [Theory]
    [MemberData(nameof(Samplers))]
    public void NoMorePastIsHeldThanTheOrderNeeds(string name)
    {
        var held = name switch
        {
            "LMS, order 4" or "PLMS" or "PLMS, plain start" or "PNDM" => 4,
            "LMS, order 2" => 2,
            _ when name.StartsWith("DEIS") => name[^1] - '0',
            // The answers, and the image before the step, which the corrector goes back to.
            _ when name.StartsWith("UniPC") => name["UniPC-".Length] - '0' + 1,
            _ when name.Contains("2M") => 2,
            _ when name.Contains("3M") => 3,
            "DPM-Solver++ 1" => 1,
            _ => 0,
        };
        var levels = TimestepSpacing.Trailing(NoiseSchedule.Linear(), 24);
        using var start = ones(8, 1);
        var live = DisposeScopeManager.Statistics;
        var before = live.ThreadTotalLiveCount;
        var most = 0L;
        foreach (var state in AllSamplers.ByName[name].Sample(Mixture, start, levels))
        {
            state.Dispose();
            most = Math.Max(most, live.ThreadTotalLiveCount - before);
        }
        Assert.InRange(most, 2, 2 + held);
    }

    /// <summary>A caller who has seen enough just stops.</summary>
    [Theory]
    [MemberData(nameof(Samplers))]
    public void StoppingEarlyIsFine(string name)
    {
        var levels = TimestepSpacing.Trailing(NoiseSchedule.Linear(), 1000);
        using var start = ones(8, 1);
        using var state = AllSamplers.ByName[name].Sample(Mixture, start, levels).First();
        Assert.Equal(1, state.Step);
    }
}
