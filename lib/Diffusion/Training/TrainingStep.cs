namespace Diffusion;

/// <summary>What one training step did.</summary>
/// <param name="Number">The number of steps taken, from 1.</param>
/// <param name="Loss">The mean squared error on this step's batch, before the step.</param>
/// <param name="LearningRate">The size of the step.</param>
/// <param name="GradientNorm">The length of the gradient before clipping.</param>
/// <param name="ImagesPerSecond">Examples seen a second, averaged over the last steps.</param>
/// <param name="Elapsed">Time spent training so far, without what the caller did between steps.</param>
/// <param name="Progress">0 to 1: the part of the steps or of the time that is over.</param>
public record TrainingStep(
    int Number, double Loss, double LearningRate, double GradientNorm, double ImagesPerSecond, TimeSpan Elapsed,
    double Progress);
