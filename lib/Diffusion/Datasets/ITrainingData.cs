namespace Diffusion;

/// <summary>Data that a <see cref="Trainer"/> draws batches from.</summary>
public interface ITrainingData
{
    /// <summary>How many examples there are.</summary>
    int Count { get; }

    /// <summary>
    /// Which examples these are, in words that are others for other examples: a checkpoint goes on only with its own
    /// data. Data that cannot say more than its size says that.
    /// </summary>
    string Identity => FormattableString.Invariant($"{Count} examples");

    /// <summary>The examples at these indices, on the CPU, in this order; owned by the caller.</summary>
    /// <remarks>
    /// A trainer calls this from another thread, while the step before is still running; never twice at once. Copy and
    /// look up, but leave arithmetic on many numbers to the trainer: torch would start a second team of helpers there,
    /// and a step then takes half as long again (libgomp's threads no longer wait awake once there are more of them
    /// than processors).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside 0 to Count - 1.</exception>
    TrainingBatch Batch(ReadOnlySpan<int> indices);
}
