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

    /// <summary>
    /// Variance preserving at one level of a schedule: <c>level.Alpha · image + level.Sigma · noise</c>.
    /// </summary>
    public static Tensor AddNoise(Tensor image, Tensor noise, NoiseLevel level) =>
        Mix(image, noise, level.Alpha, level.Sigma);

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
                $"Image [{string.Join(", ", image.shape)}] and noise [{string.Join(", ", noise.shape)}] must have one "
                + "shape.", nameof(noise));
    }
}
