using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Codes [B, channels, H / 4, W / 4] or [B, numbers] in; images [B, C, H, W] out.</summary>
internal sealed class VaeDecoder : nn.Module<Tensor, Tensor>
{
    /// <summary>Residual blocks at a quarter of the image's size.</summary>
    internal const int Blocks = 2;

    private readonly VaeSizes sizes;
    private readonly nn.Module<Tensor, Tensor> entry, exit;
    private readonly ModuleList<nn.Module<Tensor, Tensor>>? coarse;
    private readonly nn.Module<Tensor, Tensor>? widen, fine, norm, unfold, middle;

    internal VaeDecoder(VaeSizes sizes) : base(nameof(VaeDecoder))
    {
        this.sizes = sizes;
        if (sizes.LatentChannels > 0)
        {
            var (width, wide) = (sizes.Width, 2 * sizes.Width);
            entry = new Layers.Conv(sizes.LatentChannels, wide);
            coarse = nn.ModuleList<nn.Module<Tensor, Tensor>>(
                [.. Enumerable.Range(0, Blocks).Select(_ => new VaeBlock(wide))]);
            widen = new Layers.Conv(wide, width);
            fine = new VaeBlock(width);
            norm = new Layers.Norm(width);
            unfold = new Layers.Conv(width, 2 * width);
            // A last convolution at full size: its neighbourhoods overlap, where unfolded patches meet at edges.
            exit = new Layers.Conv(width / 2, sizes.ImageChannels);
        }
        else
        {
            entry = new Layers.Dense(sizes.LatentNumbers, sizes.Width);
            middle = new Layers.Dense(sizes.Width, sizes.Width);
            exit = new Layers.Dense(sizes.Width, sizes.ImageChannels * sizes.ImageSize * sizes.ImageSize);
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor latents)
    {
        using var scope = NewDisposeScope();
        if (coarse is null)
        {
            var numbers = nn.functional.silu(entry.forward(latents));
            numbers = exit.forward(nn.functional.silu(middle!.forward(numbers)));
            return numbers.reshape([latents.shape[0], .. sizes.ImageShape()]).MoveToOuterDisposeScope();
        }
        var hidden = entry.forward(latents);
        foreach (var block in coarse) hidden = block.forward(hidden);
        long[] half = [sizes.ImageSize / 2, sizes.ImageSize / 2];
        hidden = fine!.forward(widen!.forward(nn.functional.interpolate(hidden, half)));
        hidden = unfold!.forward(nn.functional.silu(norm!.forward(hidden)));
        return exit.forward(nn.functional.silu(nn.functional.pixel_shuffle(hidden, 2))).MoveToOuterDisposeScope();
    }
}
