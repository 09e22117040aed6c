namespace Diffusion;

/// <summary>What one step of a <see cref="VaeTrainer"/> did.</summary>
/// <param name="Number">The number of steps taken, from 1.</param>
/// <param name="Loss">Error, weighted divergence and, where a classifier looks on, weighted error of its maps.</param>
/// <param name="Error">The mean squared error of the pixels.</param>
/// <param name="Divergence">Nats, in the mean over the numbers of the code.</param>
/// <param name="Elapsed">Time spent training so far, without what the caller did between steps.</param>
/// <param name="Progress">0 to 1: the part of the steps or of the time that is over.</param>
public sealed record VaeStep(int Number, double Loss, double Error, double Divergence, TimeSpan Elapsed, double Progress);
