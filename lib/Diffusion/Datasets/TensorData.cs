using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Training data that is already a tensor: points, small image sets, latents.</summary>
/// <remarks>The tensors stay the caller's; keep them alive while the data is in use.</remarks>
public sealed class TensorData : ITrainingData
{
    private readonly Tensor examples;
    private readonly Tensor? conditions;
    private string? identity;

    /// <summary>N examples, with or without something known about each.</summary>
    /// <param name="examples">[N, ...], float32.</param>
    /// <param name="conditions">[N] int64 class labels, or [N, L, D] text; or null.</param>
    /// <exception cref="ArgumentException">There is no example, or the two do not have the same N.</exception>
    public TensorData(Tensor examples, Tensor? conditions = null)
    {
        if (examples.dim() < 2 || examples.shape[0] == 0)
            throw new ArgumentException(
                $"Give examples [N, ...], at least one, not [{string.Join(", ", examples.shape)}].", nameof(examples));
        if (examples.dtype != ScalarType.Float32)
            throw new ArgumentException(
                $"Examples are float32, by custom in [-1, 1], not {examples.dtype}: convert them with "
                + "to(ScalarType.Float32)"
                + (examples.is_floating_point() ? "." : ", and bytes with images.to(ScalarType.Float32) / 127.5 - 1."),
                nameof(examples));
        if (conditions is not null && conditions.shape[0] != examples.shape[0])
            throw new ArgumentException(
                $"There are {examples.shape[0]} examples but {conditions.shape[0]} conditions: each needs one.",
                nameof(conditions));
        if (conditions is { } told && told.dim() == 1 && told.dtype != ScalarType.Int64)
            throw new ArgumentException(
                $"Class labels are whole numbers, int64, not {told.dtype}: labels.to(ScalarType.Int64).",
                nameof(conditions));
        (this.examples, this.conditions) = (examples.cpu().contiguous(), conditions?.cpu().contiguous());
    }

    /// <inheritdoc/>
    public int Count => (int)examples.shape[0];

    /// <inheritdoc/>
    public string Identity => identity ??= conditions is null
        ? $"[{string.Join(", ", examples.shape)}], SHA-256 {Checksum.Of(examples.bytes)}"
        : $"[{string.Join(", ", examples.shape)}] told [{string.Join(", ", conditions.shape)}] {conditions.dtype}, "
            + $"SHA-256 {Checksum.Of(examples.bytes, conditions.bytes)}";

    /// <inheritdoc/>
    public TrainingBatch Batch(ReadOnlySpan<int> indices)
    {
        if (indices.IsEmpty) throw new ArgumentException("A batch holds at least 1 example.", nameof(indices));
        foreach (var i in indices)
            if (i < 0 || i >= Count)
                throw new ArgumentOutOfRangeException(nameof(indices), i, $"There are examples 0 to {Count - 1}.");
        return new(Rows(examples, indices), conditions is null ? null : Rows(conditions, indices));
    }

    /// <summary>
    /// Copied as bytes: index_select would start a team of torch's helpers on the thread that prepares batches.
    /// </summary>
    private static Tensor Rows(Tensor table, ReadOnlySpan<int> indices)
    {
        var rows = empty([indices.Length, .. table.shape[1..]], table.dtype);
        var from = table.bytes;
        var to = rows.bytes;
        var size = to.Length / indices.Length;
        for (var i = 0; i < indices.Length; i++) from.Slice(indices[i] * size, size).CopyTo(to[(i * size)..]);
        return rows;
    }
}
