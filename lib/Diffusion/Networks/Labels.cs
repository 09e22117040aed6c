using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Class labels as the networks take them: one for each image, the number of classes for "no class".</summary>
internal static class Labels
{
    /// <summary>Looks up each label's vector, [B, E]; null labels are "no class" for every image.</summary>
    /// <exception cref="ArgumentException">
    /// There is not one int64 label for each image, or one is no class of the network.
    /// </exception>
    internal static Tensor Embed(Embedding table, Tensor? labels, Tensor images)
    {
        using var scope = NewDisposeScope();
        var none = table.weight!.shape[0] - 1;
        labels ??= full([images.shape[0]], none, ScalarType.Int64, images.device);
        if (labels.dim() != 1 || labels.shape[0] != images.shape[0])
            throw new ArgumentException(
                $"{images.shape[0]} images need as many class labels, [{images.shape[0]}], not "
                + $"[{string.Join(", ", labels.shape)}].",
                nameof(labels));
        if (labels.dtype != ScalarType.Int64)
            throw new ArgumentException(
                $"Class labels are whole numbers, int64, not {labels.dtype}: labels.to(ScalarType.Int64).",
                nameof(labels));
        // Asked of torch itself, a wrong one ends in a native error; on a GPU no later call works either.
        var wrong = labels[(labels < 0) | (labels > none)];
        if (wrong.numel() > 0)
            throw new ArgumentOutOfRangeException(
                nameof(labels), wrong[0].item<long>(),
                $"There is a class label {wrong[0].item<long>()}; this network has 0 to {none - 1}, and {none} for 'no "
                + "class'.");
        return table.forward(labels).MoveToOuterDisposeScope();
    }
}
