using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>What a finite data set says about the clean images behind B noisy ones.</summary>
/// <param name="Weights">[B, N], how probable each image of the data set is; rows sum to 1.</param>
/// <param name="Mean">[B, ...], the mean of the images, so weighted: the answer with the smallest expected MSE.</param>
/// <param name="Entropy">[B], in nats: 0 when one candidate holds all the weight, ln N when all N are equal.</param>
/// <param name="Variance">
/// [B], the expected squared distance of a pixel from <paramref name="Mean"/>: the MSE that no denoiser can go below
/// here.
/// </param>
public sealed record DatasetPosterior(Tensor Weights, Tensor Mean, Tensor Entropy, Tensor Variance) : IDisposable
{
    /// <summary>
    /// [B], exp(entropy): how many candidates are in play, 1 to N. n equal weights count as n. Owned by the caller.
    /// </summary>
    public Tensor EffectiveCount => Entropy.exp();

    /// <summary>
    /// The most probable images, best first: indices into the data set [B, count], and their weights.
    /// </summary>
    public (Tensor Weights, Tensor Indices) Best(int count)
    {
        if (count < 1 || count > Weights.shape[1])
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"There are 1 to {Weights.shape[1]} candidates.");
        return Weights.topk(count, 1);
    }

    /// <summary>Draws images by their weights: indices into the data set, [B, count], with repetition.</summary>
    public Tensor Draw(int count, Generator? generator = null)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), count, "Draw at least 1 image.");
        // A generator draws on the CPU.
        if (generator is null || Weights.device.type == DeviceType.CPU)
            return Weights.multinomial(count, true, generator);
        using var here = Weights.cpu();
        using var drawn = here.multinomial(count, true, generator);
        return drawn.to(Weights.device);
    }

    /// <summary>The weight of each class: [B, classes].</summary>
    /// <param name="labels">[N], int64, the class of each image of the data set.</param>
    /// <param name="classes">How many classes there are.</param>
    public Tensor ClassWeights(Tensor labels, int classes)
    {
        if (labels.dim() != 1 || labels.shape[0] != Weights.shape[1])
            throw new ArgumentException(
                $"{Weights.shape[1]} images need as many labels, not [{string.Join(", ", labels.shape)}].",
                nameof(labels));
        if (classes < 1)
            throw new ArgumentOutOfRangeException(nameof(classes), classes, $"Give at least 1 class, not {classes}.");
        using var scope = NewDisposeScope();
        var wrong = labels[(labels < 0) | (labels >= classes)];
        if (wrong.numel() > 0)
            throw new ArgumentException(
                $"There is a label {wrong[0].to(ScalarType.Int64).item<long>()}; the classes are 0 to {classes - 1}.",
                nameof(labels));
        return zeros(Weights.shape[0], classes, Weights.dtype, Weights.device).index_add_(1, labels, Weights, 1)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Frees all tensors.</summary>
    public void Dispose()
    {
        Weights.Dispose();
        Mean.Dispose();
        Entropy.Dispose();
        Variance.Dispose();
    }
}
