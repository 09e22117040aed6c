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
        using var scope = NewDisposeScope();
        var latents = vae.ToLatents(images.Images()).DetachFromDisposeScope();
        return new(latents, images.Labels().DetachFromDisposeScope());
    }
}
