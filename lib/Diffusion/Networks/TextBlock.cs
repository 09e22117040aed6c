using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Every word looks at every other, then each is worked on by itself; starts as a block that changes nothing.
/// </summary>
internal sealed class TextBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private const int Heads = 4;
    private readonly nn.Module<Tensor, Tensor> project, exit, widen, narrow;

    internal TextBlock(int size) : base(nameof(TextBlock))
    {
        project = new Layers.Dense(size, 3 * size);
        exit = new Layers.Dense(size, size, zero: true);
        widen = new Layers.Dense(size, 2 * size);
        narrow = new Layers.Dense(2 * size, size, zero: true);
        RegisterComponents();
    }

    /// <summary>Words [B, L, D] and which of them are there, [B, 1, 1, L].</summary>
    public override Tensor forward(Tensor words, Tensor there)
    {
        using var scope = NewDisposeScope();
        var qkv = project.forward(Layers.LayerNorm(words)).chunk(3, 2);
        words = words + exit.forward(AttentionBlock.Attend(qkv[0], qkv[1], qkv[2], Heads, there));
        var worked = narrow.forward(nn.functional.silu(widen.forward(Layers.LayerNorm(words))));
        return (words + worked).MoveToOuterDisposeScope();
    }
}
