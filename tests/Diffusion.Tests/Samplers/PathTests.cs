using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// The same levels written on three paths are one road: samplers and networks arrive at the same place.
/// </summary>
public sealed class PathTests
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Linear();

    public static TheoryData<string, NoisePath> SamplersAndPaths
    {
        get
        {
            var rows = new TheoryData<string, NoisePath>();
            foreach (var name in AllSamplers.ByName.Keys.Append("Flow Euler").Append("Flow Heun"))
                foreach (var path in Enum.GetValues<NoisePath>()) rows.Add(name, path);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(SamplersAndPaths))]
    public void EverySamplerOnEveryPathEndsWhereItEndsOnTheVariancePreservingOne(string name, NoisePath path)
    {
        var sampler = name switch { "Flow Euler" => new FlowEuler(), "Flow Heun" => new FlowHeun(),
            _ => AllSamplers.ByName[name] };
        var levels = TimestepSpacing.UniformLogSnr(Schedule, 40);
        using var scope = NewDisposeScope();
        Tensor End(NoisePath on)
        {
            using Generator noise = new(2), first = new(1);
            var start = randn([2000, 1], ScalarType.Float64, generator: first) / levels[0].SizeOn(on);
            return sampler.Run(new GaussianDenoiser(0.3, 0.5), start, [.. levels.Select(level => level.On(on))], noise);
        }
        var (here, there) = (End(path), End(NoisePath.VariancePreserving));
        // The reverse diffusion step and Langevin's size are written in each path's own terms: they agree in what they
        // draw.
        if (name.Contains("Reverse diffusion"))
        {
            Assert.InRange((here.mean() - there.mean()).abs().item<double>(), 0, 0.02);
            Assert.InRange((here.std() - there.std()).abs().item<double>(), 0, 0.03);
        }
        else Assert.True((here - there).abs().max().item<double>() < (name.Contains("Probability") ? 1e-2 : 1e-6));
    }

    public static TheoryData<NoisePath, NoisePath> PathsAndPaths
    {
        get
        {
            var rows = new TheoryData<NoisePath, NoisePath>();
            foreach (var trained in Enum.GetValues<NoisePath>())
                foreach (var sampled in Enum.GetValues<NoisePath>()) rows.Add(trained, sampled);
            return rows;
        }
    }

    /// <summary>
    /// A perfect network of each path, asked about the levels of each: it hears its own timestep, sees its own size.
    /// </summary>
    [Theory]
    [MemberData(nameof(PathsAndPaths))]
    public void ANetworkIsAskedInItsOwnTerms(NoisePath trained, NoisePath sampled)
    {
        using var scope = NewDisposeScope();
        var (mean, std, heard) = (0.3, 0.5, new List<double>());
        Tensor Perfect(Tensor x, Tensor timesteps)
        {
            heard.Add(timesteps[0].item<float>());
            return new GaussianDenoiser(mean, std).Denoise(x, Schedule.At(heard[^1]).On(trained)).X0;
        }
        var network = new NetworkDenoiser(Perfect, Prediction.X0, Schedule, trained);
        var levels = TimestepSpacing.Trailing(Schedule, 20);
        var start = randn([100, 1], ScalarType.Float64);
        var expected = new Ddim().Run(new GaussianDenoiser(mean, std), start, levels);
        NoiseLevel[] on = [.. levels.Select(level => level.On(sampled) with { T = double.NaN })];
        var end = new Ddim().Run(network, start / levels[0].SizeOn(sampled), on);
        Assert.True((end - expected).abs().max().item<double>() < 1e-6);
        Assert.Equal(levels[..^1].Select(level => level.T), heard);
    }

    /// <summary>
    /// The course's own network of digits was trained on the flow's levels at variance-preserving size. On the flow's
    /// own list it has to be as good.
    /// </summary>
    [Fact]
    [Trait("Lane", "slow")]
    public void TheCoursesDigitsComeOutRightUnderTheFlowsSamplers()
    {
        using var model = Pretrained.Mnist();
        using var noise = model.Noise(32, seed: 3);
        double Std(Sampler sampler, NoiseLevel[] levels)
        {
            using var drawn = sampler.Run(model.Denoiser, noise, levels);
            return drawn.std().item<float>();
        }
        var usual = Std(new Ddim(), TimestepSpacing.Trailing(model.Schedule, 20));
        var flow = TimestepSpacing.Flow(20);
        // Real digits have 0.617; the same 20 levels on another path give the same digits.
        Assert.InRange(Std(new FlowEuler(), flow), usual - 0.002, usual + 0.002);
        Assert.InRange(Std(new Ddim(), flow), usual - 0.002, usual + 0.002);
    }

    [Theory]
    [InlineData(NoisePath.VariancePreserving)]
    [InlineData(NoisePath.VarianceExploding)]
    [InlineData(NoisePath.Flow)]
    public void ALevelKeepsItsLogSnrOnEveryPath(NoisePath path)
    {
        foreach (var level in TimestepSpacing.Linspace(Schedule, 30)[..^1])
        {
            var on = level.On(path);
            Assert.Equal(level.LogSnr, on.LogSnr, 9);
            Assert.Equal(1, path switch
            {
                NoisePath.VarianceExploding => on.Alpha,
                NoisePath.Flow => on.Alpha + on.Sigma,
                _ => on.Alpha * on.Alpha + on.Sigma * on.Sigma,
            }, 12);
            Assert.Equal(level.T, Schedule.TimestepOf(on));
        }
        Assert.Equal(NoiseLevel.Clean, NoiseLevel.Clean.On(path));
        Assert.Equal(0, Schedule.TimestepOf(NoiseLevel.Clean.On(path)));
    }
}
