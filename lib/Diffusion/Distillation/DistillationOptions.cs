using static TorchSharp.torch;

namespace Diffusion;

/// <summary>What every distillation has to be told.</summary>
public record DistillationOptions
{
    /// <summary>Examples a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The size of a step at its largest, after the warm-up.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>Steps in which the learning rate rises from near 0.</summary>
    public int WarmUpSteps { get; init; } = 50;

    /// <summary>Whether the learning rate falls to 0 along half a cosine, over all the steps or all the time.</summary>
    public bool CosineDecay { get; init; } = true;

    /// <summary>Gradients longer than this are shortened to it.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>The averaged weights keep this part of themselves at each step, less in the beginning.</summary>
    public double EmaDecay { get; init; } = 0.998;

    /// <summary>
    /// Where all chance comes from: the same seed gives the same weights, bit for bit, on the same CPU.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>The type the layers compute in; see <see cref="ComputeChoice"/>.</summary>
    public ScalarType ComputeType { get; init; } = ScalarType.Float32;

    /// <summary>Refuses what is out of range, by name and value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message says the rule.</exception>
    internal virtual void Check()
    {
        Setting.Within(BatchSize, 1, int.MaxValue, "A batch holds at least 1 example.");
        Setting.Within(LearningRate, double.Epsilon, double.MaxValue, "The learning rate is above 0, and finite.");
        Setting.Within(WarmUpSteps, 0, int.MaxValue, "The warm-up takes 0 or more steps.");
        Setting.Within(GradientClip, double.Epsilon, double.PositiveInfinity, "The clip is above 0.");
        Setting.Within(EmaDecay, 0, 1 - 1e-9, "The decay of the average is from 0 to below 1.");
        if (ComputeType is not (ScalarType.Float32 or ScalarType.BFloat16))
            throw new ArgumentOutOfRangeException(nameof(ComputeType), ComputeType, "Float32 or BFloat16.");
    }
}
