using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>How our library runs a loop of diffusers.</summary>
internal sealed class DiffusersPlan
{
    /// <summary>The dummy model, which goes through the reference's timesteps.</summary>
    internal required DummyModelDenoiser Model { get; init; }

    /// <summary>The model with clipping or thresholding around it.</summary>
    internal required IDenoiser Denoiser { get; init; }

    /// <summary>
    /// Samplers and their levels, one after the other. One segment is the rule; where the reference steps to a level
    /// other than the one it goes on from, each step is a segment of its own.
    /// </summary>
    internal required List<(Sampler Sampler, NoiseLevel[] Levels)> Segments { get; init; }

    /// <summary>The reference's timesteps, to be compared with the record's.</summary>
    internal required double[] Timesteps { get; init; }

    /// <summary>The level at which an image-to-image loop adds its noise.</summary>
    internal required NoiseLevel Begin { get; init; }

    /// <summary>init_noise_sigma.</summary>
    internal double InitSigma { get; init; } = 1;

    /// <summary>Noise that the reference adds after its last step (a known fault of its DDPM).</summary>
    internal double NoiseAfter { get; init; }

    internal static DiffusersPlan Make(
        Answer answer, double[] calls, double[] timesteps, List<(Sampler, NoiseLevel[])> segments,
        Func<IDenoiser, IDenoiser>? around = null, double initSigma = 1, double noiseAfter = 0,
        NoiseLevel[]? readAt = null)
    {
        var model = new DummyModelDenoiser(answer, calls, readAt);
        return new()
        {
            Model = model, Denoiser = around?.Invoke(model) ?? model, Segments = segments, Timesteps = timesteps,
            Begin = readAt?[0] ?? segments[0].Item2[0], InitSigma = initSigma, NoiseAfter = noiseAfter,
        };
    }

    internal static DiffusersPlan Make(
        Answer answer, double[] calls, double[] timesteps, Sampler sampler, NoiseLevel[] levels,
        Func<IDenoiser, IDenoiser>? around = null, double initSigma = 1) =>
        Make(answer, calls, timesteps, [(sampler, levels)], around, initSigma);

    /// <summary>
    /// The level, or one a hair less noisy than <paramref name="from"/> where the reference steps on the spot: such a
    /// step changes nothing, and our samplers refuse it.
    /// </summary>
    internal static NoiseLevel Below(NoiseLevel from, NoiseLevel to) =>
        to.LogSnr > from.LogSnr ? to : NoiseLevel.FromLogSnr(from.LogSnr + 1e-6, to.T);

    internal static Answer AnswerOf(DiffusersConfig config) => config.Text("prediction_type", "epsilon") switch
    {
        "epsilon" => Answer.Epsilon,
        "sample" => Answer.X0,
        "v_prediction" => Answer.V,
        "flow_prediction" => Answer.Flow,
        var other => throw new UnsupportedException($"prediction_type = {other}"),
    };

    /// <summary>clip_sample and thresholding.</summary>
    internal static Func<IDenoiser, IDenoiser> Around(DiffusersConfig config, bool clipByDefault, bool recompute)
    {
        var (ratio, maximum) = (config.Number("dynamic_thresholding_ratio", 0.995),
            config.Number("sample_max_value", 1));
        var range = config.Number("clip_sample_range", 1);
        var clip = config.Flag("clip_sample", clipByDefault);
        if (config.Flag("thresholding")) return inner => new ThresholdedDenoiser(inner, ratio, maximum, recompute);
        return clip ? inner => new ClippedDenoiser(inner, range, recompute) : inner => inner;
    }
}
