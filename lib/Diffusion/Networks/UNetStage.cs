using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A residual block and, where the level has it, attention.</summary>
internal sealed class UNetStage : nn.Module<Tensor, Tensor, TextContext?, Tensor>
{
    private readonly ResidualBlock block;
    private readonly AttentionBlock? attention;

    internal UNetStage(ResidualBlock block, AttentionBlock? attention) : base(nameof(UNetStage))
    {
        (this.block, this.attention) = (block, attention);
        RegisterComponents();
    }

    /// <summary>[B, C, H, W], the embedding [B, E] and a text or null.</summary>
    public override Tensor forward(Tensor x, Tensor embedding, TextContext? context)
    {
        var hidden = block.forward(x, embedding);
        if (attention is null) return hidden;
        using (hidden) return attention.forward(hidden, context);
    }
}
