using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A variational autoencoder (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014): an encoder that turns an
/// image into a short code, a decoder that turns the code into an image. Latent diffusion (Rombach et al., 2022) draws
/// codes.
/// </summary>
/// <remarks>
/// "Code" is what the encoder answers; "latents" are codes times <see cref="Scale"/>, whose mean square is 1: what a
/// diffusion model should see.
/// </remarks>
public sealed class Vae : nn.Module<Tensor, Tensor>
{
    private const int Part = 500;
    private readonly VaeEncoder encoder;
    private readonly VaeDecoder decoder;
    private double scale = 1;

    /// <summary>A VAE with fresh weights.</summary>
    /// <exception cref="ArgumentException">The sizes make none; the message says which.</exception>
    public Vae(VaeSizes? sizes = null) : base(nameof(Vae))
    {
        Sizes = sizes ??= new();
        sizes.Check();
        (encoder, decoder) = (new(sizes), new(sizes));
        RegisterComponents();
    }

    /// <summary>The sizes it was made with.</summary>
    public VaeSizes Sizes { get; }

    /// <summary>The sizes as JSON, for a file.</summary>
    public string SizesJson => JsonSerializer.Serialize(Sizes);

    /// <summary>
    /// What a code is multiplied with to have a mean square of 1 over the data (<c>scaling_factor</c> in diffusers,
    /// 0.18215 for Stable Diffusion). <see cref="MeasureScale"/> finds it.
    /// </summary>
    public double Scale
    {
        get => scale;
        set => scale = value > 0 && double.IsFinite(value)
            ? value : throw new ArgumentOutOfRangeException(
                nameof(value), value, "The scale of latents is above 0, and finite.");
    }

    /// <summary>How many numbers training adjusts.</summary>
    public long ParameterCount => parameters().Sum(weights => weights.numel());

    /// <summary>A VAE of the same sizes with fresh weights of its own.</summary>
    public Vae CreateTwin() => new(Sizes) { Scale = Scale };

    /// <summary>What the encoder says about images [B, C, H, W] in [-1, 1].</summary>
    public VaeCode Encode(Tensor images)
    {
        RequireShape(images, Sizes.ImageShape(), nameof(images), "images");
        using var scope = NewDisposeScope();
        var both = encoder.forward(images).chunk(2, 1);
        // Beyond these bounds a variance is 0 or useless, and its exponential no number any more.
        return new(both[0].contiguous().MoveToOuterDisposeScope(), both[1].clamp(-30, 20).MoveToOuterDisposeScope());
    }

    /// <summary>The images of codes [B, ...], not yet scaled: [B, C, H, W].</summary>
    public Tensor Decode(Tensor code)
    {
        RequireShape(code, Sizes.LatentShape(), nameof(code), "codes");
        return decoder.forward(code);
    }

    /// <summary>Images through the code's mean and back.</summary>
    public override Tensor forward(Tensor images)
    {
        using var code = Encode(images);
        return Decode(code.Mean);
    }

    /// <summary>Many images as latents, <c>Scale · mean</c>, a part at a time and without gradients.</summary>
    /// <param name="images">[N, C, H, W] in [-1, 1].</param>
    /// <returns>[N, ...], owned by the caller.</returns>
    public Tensor ToLatents(Tensor images) => InParts(images, part =>
    {
        using var code = Encode(part);
        return Scale * code.Mean;
    });

    /// <summary>The images that latents stand for, a part at a time and without gradients.</summary>
    /// <param name="latents">[N, ...], as <see cref="ToLatents"/> or a diffusion model makes them.</param>
    /// <returns>[N, C, H, W], owned by the caller.</returns>
    public Tensor ToImages(Tensor latents) => InParts(latents, part =>
    {
        using var code = part / Scale;
        return Decode(code);
    });

    /// <summary>Images through their latents and back, a part at a time and without gradients.</summary>
    public Tensor Reconstruct(Tensor images) => InParts(images, forward);

    /// <summary>Sets <see cref="Scale"/> so that the latents of these images have a mean square of 1.</summary>
    /// <exception cref="ArgumentException">All codes are 0: there is nothing to scale.</exception>
    public void MeasureScale(Tensor images)
    {
        using var scope = NewDisposeScope();
        var meanSquare = ToLatents(images).square().mean().to(ScalarType.Float64).item<double>() / (Scale * Scale);
        if (!(meanSquare > 0))
            throw new ArgumentException(
                "The codes of these images are all 0, which no factor scales to 1.", nameof(images));
        Scale = 1 / Math.Sqrt(meanSquare);
    }

    private static Tensor InParts(Tensor all, Func<Tensor, Tensor> work)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. all.split(Part).Select(work)]).MoveToOuterDisposeScope();
    }

    private static void RequireShape(Tensor given, long[] shape, string parameter, string what)
    {
        if (given.dim() != shape.Length + 1 || given.shape[0] == 0 || !given.shape[1..].SequenceEqual(shape))
            throw new ArgumentException(
                $"Give {what} [B, {string.Join(", ", shape)}], at least one, not [{string.Join(", ", given.shape)}].",
                parameter);
    }
}
