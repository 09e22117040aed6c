namespace Diffusion;

/// <summary>What one step of a <see cref="VaeTrainer"/> did.</summary>
public sealed record VaeStep : TrainingStep
{
    internal VaeStep(TrainingStep step, double error, double divergence)
        : base(step) => (Error, Divergence) = (error, divergence);

    /// <summary>The mean squared error of the pixels: a part of the loss.</summary>
    public double Error { get; }

    /// <summary>Nats, in the mean over the numbers of the code: weighted, another part.</summary>
    public double Divergence { get; }
}
