using static TorchSharp.torch;

namespace Diffusion;

/// <summary>How a <see cref="Trainer"/> trains.</summary>
public sealed record TrainingOptions
{
    /// <summary>What the network is asked for.</summary>
    public Prediction Prediction { get; init; } = Prediction.Epsilon;

    /// <summary>Examples a step. Many small steps beat few large ones.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The size of a step at its largest, after the warm-up.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Steps in which the learning rate rises from near 0.</summary>
    public int WarmUpSteps { get; init; } = 100;

    /// <summary>Whether the learning rate falls to 0 along half a cosine, over all the steps or all the time.</summary>
    public bool CosineDecay { get; init; } = true;

    /// <summary>AdamW's pull of all weights towards 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Gradients longer than this are shortened to it.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>
    /// The averaged weights keep this part of themselves at each step, and less in the beginning:
    /// min(EmaDecay, (1 + n) / (10 + n)).
    /// </summary>
    public double EmaDecay { get; init; } = 0.999;

    /// <summary>The share of labels (or texts) replaced by "nothing is known", which guidance needs.</summary>
    public double LabelDropout { get; init; } = 0.1;

    /// <summary>
    /// Weighs each level's loss by min(SNR, gamma), counted in the clean image (Hang et al., "Efficient Diffusion
    /// Training via Min-SNR Weighting Strategy", 2023; 5 there). Null: all levels count the same in the target.
    /// </summary>
    public double? MinSnrGamma { get; init; }

    /// <summary>Whether half of the images, chosen at random, are mirrored left to right.</summary>
    public bool Mirror { get; init; }

    /// <summary>
    /// Where all chance comes from: the same seed gives the same weights, bit for bit, on the same CPU.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>The type the layers compute in; see <see cref="ComputeChoice"/>.</summary>
    public ScalarType ComputeType { get; init; } = ScalarType.Float32;

    internal void Check()
    {
        void Require(bool holds, string name, object value, string rule)
        {
            if (!holds) throw new ArgumentOutOfRangeException(name, value, rule);
        }
        Require(Enum.IsDefined(Prediction), nameof(Prediction), Prediction, "There are Epsilon, X0, V and Flow.");
        Require(BatchSize > 0, nameof(BatchSize), BatchSize, "A batch holds at least 1 example.");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate,
            "The learning rate is above 0, and finite.");
        Require(WarmUpSteps >= 0, nameof(WarmUpSteps), WarmUpSteps, "The warm-up takes 0 or more steps.");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay,
            "The weight decay is 0 or more, and finite.");
        Require(GradientClip > 0, nameof(GradientClip), GradientClip,
            "The clip is above 0; double.PositiveInfinity clips nothing.");
        Require(EmaDecay is >= 0 and < 1, nameof(EmaDecay), EmaDecay, "The decay of the average is from 0 to below 1.");
        Require(LabelDropout is >= 0 and <= 1, nameof(LabelDropout), LabelDropout, "A share is from 0 to 1.");
        Require(MinSnrGamma is null or > 0, nameof(MinSnrGamma), MinSnrGamma ?? 0, "Gamma is above 0.");
        Require(ComputeType is ScalarType.Float32 or ScalarType.BFloat16, nameof(ComputeType), ComputeType,
            "Float32 or BFloat16.");
    }
}
