using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Two convolutions beside a shortcut, told the timestep in between (Ho et al., DDPM, appendix B). The second starts at
/// zero, so that a fresh block changes nothing.
/// </summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> norm1, conv1, told, norm2, conv2;
    private readonly nn.Module<Tensor, Tensor>? shortcut;
    private readonly double dropout;

    internal ResidualBlock(int inChannels, int outChannels, int embeddingSize, double dropout)
        : base(nameof(ResidualBlock))
    {
        norm1 = new Layers.Norm(inChannels);
        conv1 = new Layers.Conv(inChannels, outChannels);
        told = new Layers.Dense(embeddingSize, outChannels);
        norm2 = new Layers.Norm(outChannels);
        conv2 = new Layers.Conv(outChannels, outChannels, zero: true);
        shortcut = inChannels == outChannels ? null : new Layers.Conv(inChannels, outChannels, kernel: 1);
        this.dropout = dropout;
        RegisterComponents();
    }

    /// <summary>[B, in, H, W] and an embedding [B, E] that went through SiLU; answers [B, out, H, W].</summary>
    public override Tensor forward(Tensor x, Tensor embedding)
    {
        // A scope of its own: what lies inside the block is freed here, not at the end of the step (a third less
        // memory).
        using var scope = NewDisposeScope();
        var hidden = conv1.forward(nn.functional.silu(norm1.forward(x)));
        hidden = hidden + told.forward(embedding).unsqueeze(-1).unsqueeze(-1);
        hidden = nn.functional.silu(norm2.forward(hidden));
        if (dropout > 0) hidden = nn.functional.dropout(hidden, dropout, training);
        return (conv2.forward(hidden) + (shortcut is null ? x : shortcut.forward(x))).MoveToOuterDisposeScope();
    }
}
