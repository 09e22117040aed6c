using static TorchSharp.torch;

namespace Diffusion;

/// <summary>The three rules by which an image and noise are mixed.</summary>
public static class NoiseMixing
{
    /// <summary>Linear interpolation (a crossfade): <c>a · image + (1 - a) · noise</c>.</summary>
    /// <param name="image">[...], any shape.</param>
    /// <param name="noise">The same shape.</param>
    /// <param name="a">The share of the image, 0 to 1.</param>
    public static Tensor Linear(Tensor image, Tensor noise, double a) => Mix(image, noise, a, 1 - a);

    /// <summary>Variance exploding: the image stays, noise is added: <c>image + a · noise</c>.</summary>
    public static Tensor VarianceExploding(Tensor image, Tensor noise, double a) => Mix(image, noise, 1, a);

    /// <summary>Variance preserving: <c>√a · image + √(1 - a) · noise</c>.</summary>
    /// <param name="image">[...], any shape.</param>
    /// <param name="noise">The same shape.</param>
    /// <param name="a">ᾱ, the image's share of the energy, 0 to 1.</param>
    public static Tensor VariancePreserving(Tensor image, Tensor noise, double a) =>
        AddNoise(image, noise, NoiseLevel.FromAlphaBar(a));

    /// <summary>Variance preserving at one level of a schedule: <c>level.Alpha · image + level.Sigma · noise</c>.</summary>
    public static Tensor AddNoise(Tensor image, Tensor noise, NoiseLevel level) => Mix(image, noise, level.Alpha, level.Sigma);

    /// <summary>Variance preserving with a level of its own for each element of the batch, as training does.</summary>
    /// <param name="images">[B, ...].</param>
    /// <param name="noise">The same shape.</param>
    /// <param name="levels">B levels.</param>
    /// <exception cref="ArgumentException">The shapes or numbers do not fit, or the tensors hold whole numbers.</exception>
    public static Tensor AddNoise(Tensor images, Tensor noise, IReadOnlyList<NoiseLevel> levels)
    {
        if (levels.Count != images.shape[0])
            throw new ArgumentException($"{images.shape[0]} images need as many noise levels, not {levels.Count}.", nameof(levels));
        if (levels.Count == 0) throw new ArgumentException("Give at least one image and its noise level.", nameof(levels));
        Check(images, noise);
        using var scope = NewDisposeScope();
        var (alpha, sigma) = Weights(levels, images);
        return (alpha * images + sigma * noise).MoveToOuterDisposeScope();
    }

    /// <summary>The weights of B levels as two tensors that multiply a batch: [B, 1, ...] with as many ones as needed.</summary>
    public static (Tensor Alpha, Tensor Sigma) Weights(IReadOnlyList<NoiseLevel> levels, Tensor like)
    {
        TensorInput.RequireFractions(like, nameof(like));
        using var scope = NewDisposeScope();
        var shape = new long[like.dim()];
        Array.Fill(shape, 1);
        shape[0] = levels.Count;
        Tensor Column(Func<NoiseLevel, double> weight) =>
            tensor(levels.Select(weight).ToArray()).to(like.dtype).to(like.device).reshape(shape).MoveToOuterDisposeScope();
        return (Column(level => level.Alpha), Column(level => level.Sigma));
    }

    private static Tensor Mix(Tensor image, Tensor noise, double imageWeight, double noiseWeight)
    {
        Check(image, noise);
        using var scope = NewDisposeScope();
        return (imageWeight * image + noiseWeight * noise).MoveToOuterDisposeScope();
    }

    private static void Check(Tensor image, Tensor noise)
    {
        TensorInput.RequireFractions(image, nameof(image));
        TensorInput.RequireFractions(noise, nameof(noise));
        if (!image.shape.SequenceEqual(noise.shape))
            throw new ArgumentException(
                $"Image [{string.Join(", ", image.shape)}] and noise [{string.Join(", ", noise.shape)}] must have one shape.", nameof(noise));
    }
}
