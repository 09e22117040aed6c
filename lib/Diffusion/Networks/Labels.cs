using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Class labels as the networks take them: one for each image, the number of classes for "no class".</summary>
internal static class Labels
{
    /// <summary>Looks up each label's vector, [B, E]; null labels are "no class" for every image.</summary>
    /// <exception cref="ArgumentException">There is not one label for each image.</exception>
    internal static Tensor Embed(Embedding table, Tensor? labels, Tensor images)
    {
        using var scope = NewDisposeScope();
        var none = table.weight!.shape[0] - 1;
        labels ??= full([images.shape[0]], none, ScalarType.Int64, images.device);
        if (labels.dim() != 1 || labels.shape[0] != images.shape[0])
            throw new ArgumentException(
                $"{images.shape[0]} images need as many class labels, [{images.shape[0]}], not [{string.Join(", ", labels.shape)}].",
                nameof(labels));
        return table.forward(labels).MoveToOuterDisposeScope();
    }
}
