namespace Diffusion;

/// <summary>How a <see cref="DistributionMatching"/> trains.</summary>
public sealed record DistributionMatchingOptions : DistillationOptions
{
    /// <summary>How often the fake score learns for each step of the student; 0 freezes it.</summary>
    public int FakeSteps { get; init; } = 2;

    /// <summary>The fake score's learning rate; null: the student's.</summary>
    public double? FakeLearningRate { get; init; }

    /// <summary>
    /// Whether the fake score has a part in the direction. Without it each image runs to the nearest typical one.
    /// </summary>
    public bool UseFake { get; init; } = true;

    /// <summary>The least noisy level of a comparison, as a share of the timesteps; 0.02 in the paper.</summary>
    public double LeastNoise { get; init; } = 0.02;

    /// <summary>The noisiest, 0.98 in the paper.</summary>
    public double MostNoise { get; init; } = 0.98;

    /// <summary>
    /// The weight of the regression on pairs of a noise and the teacher's picture from it (equation 9; the paper's is
    /// 0.25, with LPIPS in the place of the squared error). 0: none.
    /// </summary>
    public double Regression { get; init; }

    internal override void Check()
    {
        base.Check();
        Setting.Within(FakeSteps, 0, int.MaxValue, "The fake score learns 0 or more times.");
        if (FakeLearningRate is { } rate)
            Setting.Within(rate, double.Epsilon, double.MaxValue, "The learning rate is above 0, and finite.",
                nameof(FakeLearningRate));
        Setting.Within(LeastNoise, 0, 1, "A share of the timesteps is from 0 to 1.");
        Setting.Within(MostNoise, LeastNoise, 1, "The noisiest level is no less noisy than the least noisy one.");
        Setting.Within(Regression, 0, double.MaxValue, "The weight of the regression is 0 or more.");
    }
}
