using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>What a model's answer is, in a loop of diffusers.</summary>
internal enum Answer
{
    Epsilon,
    X0,
    V,
    Flow,
    Score,

    /// <summary>Noise, whatever the level: for levels that stand for something else.</summary>
    RawEpsilon,
}

/// <summary>
/// diffusers' dummy model, <c>x · t / (t + 1)</c>, as a denoiser. It goes through the reference's timesteps call by
/// call, and notes the size of each image it is shown: what the reference's steps returned.
/// </summary>
/// <param name="answer">What the model's output stands for.</param>
/// <param name="timesteps">What the model is told, call by call.</param>
/// <param name="readAt">The levels at which its outputs are read, where the sampler goes over other ones.</param>
internal sealed class DummyModelDenoiser(Answer answer, double[] timesteps, NoiseLevel[]? readAt = null) : IDenoiser
{
    internal List<double> Seen { get; } = [];

    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        if (Seen.Count >= timesteps.Length) throw new UnsupportedException($"more than {timesteps.Length} model calls");
        var t = (float)timesteps[Seen.Count];
        level = readAt?[Seen.Count] ?? level;
        Seen.Add(AbsSum(x));
        using var scope = NewDisposeScope();
        if (answer is Answer.Flow or Answer.Score or Answer.RawEpsilon)
        {
            var raw = x * t / (t + 1f);
            return Outer(answer switch
            {
                Answer.Flow => Prediction.Flow.Read(raw, x, level),
                Answer.Score => Denoised.FromEpsilon(-level.Sigma * raw, x, level),
                _ => new Denoised(x.alias(), raw),
            });
        }
        // Where noise is only added, the model sees the image scaled to unit variance.
        var size = Math.Sqrt(level.Alpha * level.Alpha + level.Sigma * level.Sigma);
        var scaled = Math.Abs(size - 1) < 1e-12 ? x.alias() : x / size;
        var output = scaled * t / (t + 1f);
        var prediction = answer switch { Answer.Epsilon => Prediction.Epsilon, Answer.X0 => Prediction.X0,
            _ => Prediction.V };
        return Outer(
            prediction.Read(output, scaled, level with { Alpha = level.Alpha / size, Sigma = level.Sigma / size }));
    }

    internal static double AbsSum(Tensor x)
    {
        using var sum = x.abs().sum(ScalarType.Float64);
        return sum.item<double>();
    }

    private static Denoised Outer(Denoised denoised) =>
        new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
}
