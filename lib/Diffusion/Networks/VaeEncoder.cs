using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Images [B, C, H, W] in; means and log variances out, [B, 2 · channels, H / 4, W / 4] or [B, 2 · numbers].
/// </summary>
internal sealed class VaeEncoder : nn.Module<Tensor, Tensor>
{
    private readonly bool isMap;
    private readonly nn.Module<Tensor, Tensor> entry, exit;
    private readonly nn.Module<Tensor, Tensor>? fine, halve, coarse, norm, middle;

    internal VaeEncoder(VaeSizes sizes) : base(nameof(VaeEncoder))
    {
        isMap = sizes.LatentChannels > 0;
        if (isMap)
        {
            entry = new Layers.Conv(4 * sizes.ImageChannels, sizes.Width);
            fine = new VaeBlock(sizes.Width);
            halve = new Layers.Conv(sizes.Width, 2 * sizes.Width, stride: 2);
            coarse = new VaeBlock(2 * sizes.Width);
            norm = new Layers.Norm(2 * sizes.Width);
            exit = new Layers.Conv(2 * sizes.Width, 2 * sizes.LatentChannels);
        }
        else
        {
            entry = new Layers.Dense(sizes.ImageChannels * sizes.ImageSize * sizes.ImageSize, sizes.Width);
            middle = new Layers.Dense(sizes.Width, sizes.Width);
            exit = new Layers.Dense(sizes.Width, 2 * sizes.LatentNumbers);
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        if (!isMap)
        {
            var numbers = nn.functional.silu(entry.forward(images.flatten(1)));
            return exit.forward(nn.functional.silu(middle!.forward(numbers))).MoveToOuterDisposeScope();
        }
        var hidden = fine!.forward(entry.forward(nn.functional.pixel_unshuffle(images, 2)));
        hidden = coarse!.forward(halve!.forward(hidden));
        return exit.forward(nn.functional.silu(norm!.forward(hidden))).MoveToOuterDisposeScope();
    }
}
