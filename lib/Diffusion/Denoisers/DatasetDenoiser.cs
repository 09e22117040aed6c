using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The denoiser with the smallest possible MSE on a finite data set: the mean of all its images, each weighted by how
/// probable it is that the noisy image was made from it, softmax(-|x - Alpha · image|² / 2 Sigma²).
/// </summary>
/// <remarks>What a perfect network, trained for ever on these images, would answer. No training is needed.</remarks>
public sealed class DatasetDenoiser : IDenoiser, IDisposable
{
    private readonly Tensor images, squaredLengths;
    private readonly long[] shape;

    /// <summary>Keeps its own copy of the images.</summary>
    /// <param name="images">[N, ...], clean, at least one.</param>
    public DatasetDenoiser(Tensor images)
    {
        if (images.dim() < 2 || images.shape[0] == 0)
            throw new ArgumentException($"Give images [N, ...], at least one, not [{string.Join(", ", images.shape)}].", nameof(images));
        using var scope = NewDisposeScope();
        shape = images.shape[1..];
        this.images = images.reshape(images.shape[0], -1).clone().DetachFromDisposeScope();
        squaredLengths = this.images.square().sum(1).DetachFromDisposeScope();
    }

    /// <summary>N, the number of images.</summary>
    public long Count => images.shape[0];

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        var mean = Posterior(x, level).mm(images).reshape(x.shape);
        var denoised = Denoised.FromX0(mean, x, level);
        return new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
    }

    /// <summary>How probable each image of the data set is, given the noisy images: [B, N], rows sum to 1.</summary>
    public Tensor Posterior(Tensor x, NoiseLevel level)
    {
        if (!x.shape[1..].SequenceEqual(shape))
            throw new ArgumentException(
                $"The data set's images are [{string.Join(", ", shape)}]; these are [{string.Join(", ", x.shape[1..])}].", nameof(x));
        if (level.Sigma == 0)
            throw new ArgumentException("Without noise there is nothing to weigh: ask at a level with Sigma above 0.", nameof(level));
        using var scope = NewDisposeScope();
        var points = x.reshape(x.shape[0], -1);
        // |x - a·y|² = |x|² - 2a x·y + a²|y|²; the first term is the same for all images and falls out of the softmax.
        var agreement = level.Alpha * points.mm(images.t()) - 0.5 * level.AlphaBar * squaredLengths;
        return (agreement / (level.Sigma * level.Sigma)).softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the copy of the images.</summary>
    public void Dispose()
    {
        images.Dispose();
        squaredLengths.Dispose();
    }
}
