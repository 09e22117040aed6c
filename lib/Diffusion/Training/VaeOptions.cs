namespace Diffusion;

/// <summary>How a <see cref="VaeTrainer"/> trains.</summary>
public sealed record VaeOptions
{
    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The size of a step at its largest, after the warm-up; it falls to 0 along half a cosine.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Steps in which the learning rate rises from near 0.</summary>
    public int WarmUpSteps { get; init; } = 100;

    /// <summary>
    /// What a nat of divergence, in the mean over the numbers of the code, costs against a squared error of 1 a pixel.
    /// 0 leaves an ordinary autoencoder.
    /// </summary>
    public double KlWeight { get; init; } = 1e-3;

    /// <summary>
    /// The weight of the squared error in the first maps of a classifier, where one looks on (Johnson, Alahi and
    /// Fei-Fei, "Perceptual Losses for Real-Time Style Transfer", 2016): a squared error of pixels alone prefers
    /// smears.
    /// </summary>
    public double FeatureWeight { get; init; } = 0.05;

    /// <summary>Gradients longer than this are shortened to it.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>See <see cref="TrainingOptions.EmaDecay"/>.</summary>
    public double EmaDecay { get; init; } = 0.998;

    /// <summary>Where all chance comes from.</summary>
    public ulong Seed { get; init; }

    internal void Check()
    {
        void Require(bool holds, string name, object value, string rule)
        {
            if (!holds) throw new ArgumentOutOfRangeException(name, value, rule);
        }
        Require(BatchSize > 0, nameof(BatchSize), BatchSize, "A batch holds at least 1 image.");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate,
            "The learning rate is above 0, and finite.");
        Require(WarmUpSteps >= 0, nameof(WarmUpSteps), WarmUpSteps, "The warm-up takes 0 or more steps.");
        Require(KlWeight >= 0 && double.IsFinite(KlWeight), nameof(KlWeight), KlWeight,
            "The weight of the divergence is 0 or more, and finite.");
        Require(FeatureWeight >= 0 && double.IsFinite(FeatureWeight), nameof(FeatureWeight), FeatureWeight,
            "The weight of the features is 0 or more, and finite.");
        Require(GradientClip > 0, nameof(GradientClip), GradientClip,
            "The clip is above 0; double.PositiveInfinity clips nothing.");
        Require(EmaDecay is >= 0 and < 1, nameof(EmaDecay), EmaDecay, "The decay of the average is from 0 to below 1.");
    }
}
