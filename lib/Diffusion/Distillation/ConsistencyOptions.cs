namespace Diffusion;

/// <summary>How a <see cref="ConsistencyDistillation"/> trains.</summary>
public sealed record ConsistencyOptions : DistillationOptions
{
    /// <summary>
    /// Into how many steps the way from noise to image is cut at the beginning. Few long steps carry what is known at
    /// the clean end quickly to the noisy one.
    /// </summary>
    public int FirstSteps { get; init; } = 10;

    /// <summary>Into how many at the end. Short steps have a small error.</summary>
    public int LastSteps { get; init; } = 80;

    /// <summary>
    /// How many steps of its own the teacher takes on each of them. Several keep its error small where the way is cut
    /// into few; latent consistency models skip levels for the same reason (Luo et al., 2023, section 4.3).
    /// </summary>
    public int TeacherSteps { get; init; } = 1;

    /// <summary>
    /// c of the pseudo-Huber distance, for each square root of an example's numbers ("Improved Techniques for Training
    /// Consistency Models", Song and Dhariwal, 2023, section 3.3: 0.00054). Differences much larger than c count by
    /// their length, not by its square.
    /// </summary>
    public double Huber { get; init; } = 0.00054;

    internal override void Check()
    {
        base.Check();
        Setting.Within(FirstSteps, 1, int.MaxValue, "The way has at least 1 step.");
        Setting.Within(
            LastSteps, FirstSteps, int.MaxValue, "There are no fewer steps at the end than at the beginning.");
        Setting.Within(TeacherSteps, 1, int.MaxValue, "The teacher takes at least 1 step.");
        Setting.Within(Huber, double.Epsilon, double.MaxValue, "c is above 0.");
    }

    /// <summary>
    /// The number of steps at a point of the training, doubled from time to time ("Improved Techniques", section 3.4:
    /// each number is kept equally long).
    /// </summary>
    /// <param name="progress">0 to 1.</param>
    public int StepsAt(double progress)
    {
        var doublings = Math.Floor(Math.Log2((double)LastSteps / FirstSteps));
        var stage = Math.Min(Math.Floor(progress * (doublings + 1)), doublings);
        return (int)Math.Min(LastSteps, FirstSteps * Math.Pow(2, stage));
    }
}
