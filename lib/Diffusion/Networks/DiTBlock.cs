using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A transformer block whose normalisations are shifted, scaled and gated by the timestep and the label (adaLN-zero):
/// all gates start at zero, so that a fresh block changes nothing. Told a text, the tokens also look at its words
/// between looking at each other and thinking (Chen et al., "PixArt-α", 2023).
/// </summary>
internal sealed class DiTBlock : nn.Module<Tensor, Tensor, TextContext?, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> modulation, project, exit, widen, narrow;
    private readonly nn.Module<Tensor, Tensor>? ask, text, textExit;
    private readonly int heads;

    internal DiTBlock(int width, int heads, int contextSize) : base(nameof(DiTBlock))
    {
        this.heads = heads;
        modulation = new Layers.Dense(width, 6 * width, zero: true);
        project = new Layers.Dense(width, 3 * width);
        exit = new Layers.Dense(width, width);
        widen = new Layers.Dense(width, 4 * width);
        narrow = new Layers.Dense(4 * width, width);
        if (contextSize > 0)
        {
            ask = new Layers.Dense(width, width);
            text = new Layers.Dense(contextSize, 2 * width);
            textExit = new Layers.Dense(width, width, zero: true);
        }
        RegisterComponents();
    }

    /// <summary>
    /// Tokens [B, N, W], an embedding [B, W] that went through SiLU, and a text or null; answers [B, N, W].
    /// </summary>
    public override Tensor forward(Tensor tokens, Tensor embedding, TextContext? context)
    {
        using var scope = NewDisposeScope();
        var told = modulation.forward(embedding).unsqueeze(1).chunk(6, 2);
        var qkv = project.forward(Modulate(tokens, told[0], told[1])).chunk(3, 2);
        tokens = tokens + told[2] * exit.forward(AttentionBlock.Attend(qkv[0], qkv[1], qkv[2], heads));
        if (text is not null && context is not null)
        {
            var pair = text.forward(context.Vectors.to(tokens.dtype)).chunk(2, 2);
            var questions = ask!.forward(Layers.LayerNorm(tokens));
            tokens = tokens
                + textExit!.forward(AttentionBlock.Attend(questions, pair[0], pair[1], heads, context.Mask));
        }
        var hidden = nn.functional.gelu(widen.forward(Modulate(tokens, told[3], told[4])));
        return (tokens + told[5] * narrow.forward(hidden)).MoveToOuterDisposeScope();
    }

    /// <summary>Normalises each token, then shifts and scales it.</summary>
    internal static Tensor Modulate(Tensor tokens, Tensor shift, Tensor scale)
    {
        using var scope = NewDisposeScope();
        return (Layers.LayerNorm(tokens) * (1 + scale) + shift).MoveToOuterDisposeScope();
    }
}
