using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A set of images as the latents that a diffusion model learns: encoded once, before the training.</summary>
public static class LatentData
{
    /// <summary>The latents of all images, with their classes. The means of the codes are taken, no draws.</summary>
    /// <param name="vae">Its <see cref="Vae.Scale"/> is measured already.</param>
    /// <param name="images">What to encode.</param>
    public static TensorData Of(Vae vae, LabelledImages images)
    {
        var (latents, labels) = Encoded(vae, images);
        // Outside of the scope in which they were made: the data keeps handles of its own.
        return new(latents, labels);
    }

    private static (Tensor Latents, Tensor Labels) Encoded(Vae vae, LabelledImages images)
    {
        using var scope = NewDisposeScope();
        return (vae.ToLatents(images.Images()).MoveToOuterDisposeScope(), images.Labels().MoveToOuterDisposeScope());
    }
}
