namespace Diffusion;

/// <summary>Data that a <see cref="Trainer"/> draws batches from.</summary>
public interface ITrainingData
{
    /// <summary>How many examples there are.</summary>
    int Count { get; }

    /// <summary>The examples at these indices, on the CPU, in this order; owned by the caller.</summary>
    /// <remarks>A trainer calls this from a thread of its own, while the step before is still running; never twice at once.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside 0 to Count - 1.</exception>
    TrainingBatch Batch(ReadOnlySpan<int> indices);
}
