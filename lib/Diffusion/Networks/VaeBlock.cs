using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Two convolutions beside a shortcut, told nothing: a <see cref="ResidualBlock"/> without timesteps. The second starts
/// at zero, so that a fresh block changes nothing.
/// </summary>
internal sealed class VaeBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> norm1, conv1, norm2, conv2;

    internal VaeBlock(int channels) : base(nameof(VaeBlock))
    {
        (norm1, conv1) = (new Layers.Norm(channels), new Layers.Conv(channels, channels));
        (norm2, conv2) = (new Layers.Norm(channels), new Layers.Conv(channels, channels, zero: true));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var hidden = conv1.forward(nn.functional.silu(norm1.forward(x)));
        return (x + conv2.forward(nn.functional.silu(norm2.forward(hidden)))).MoveToOuterDisposeScope();
    }
}
