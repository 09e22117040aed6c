using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Training data that is already a tensor: points, small image sets, latents.</summary>
/// <remarks>The tensors stay the caller's; keep them alive while the data is in use.</remarks>
public sealed class TensorData : ITrainingData
{
    private readonly Tensor examples;
    private readonly Tensor? conditions;

    /// <summary>N examples, with or without something known about each.</summary>
    /// <param name="examples">[N, ...], float32.</param>
    /// <param name="conditions">[N] int64 class labels, or [N, L, D] text; or null.</param>
    /// <exception cref="ArgumentException">There is no example, or the two do not have the same N.</exception>
    public TensorData(Tensor examples, Tensor? conditions = null)
    {
        if (examples.dim() < 2 || examples.shape[0] == 0)
            throw new ArgumentException($"Give examples [N, ...], at least one, not [{string.Join(", ", examples.shape)}].", nameof(examples));
        if (conditions is not null && conditions.shape[0] != examples.shape[0])
            throw new ArgumentException(
                $"There are {examples.shape[0]} examples but {conditions.shape[0]} conditions: each needs one.", nameof(conditions));
        (this.examples, this.conditions) = (examples, conditions);
    }

    /// <inheritdoc/>
    public int Count => (int)examples.shape[0];

    /// <inheritdoc/>
    public TrainingBatch Batch(ReadOnlySpan<int> indices)
    {
        foreach (var i in indices)
            if (i < 0 || i >= Count)
                throw new ArgumentOutOfRangeException(nameof(indices), i, $"There are examples 0 to {Count - 1}.");
        using var chosen = tensor(indices.ToArray(), ScalarType.Int64);
        return new(examples.index_select(0, chosen), conditions?.index_select(0, chosen));
    }
}
