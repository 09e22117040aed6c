using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Diffusion.Tokens;

/// <summary>
/// A small transformer (Vaswani et al., 2017) that looks at all places at once and guesses the covered letters. It
/// needs no timestep: how many letters are covered, it sees.
/// </summary>
public sealed class TokenTransformer : nn.Module<Tensor, Tensor>, ITokenDenoiser
{
    private readonly Parameter letters, places;
    private readonly ModuleList<Block> blocks;
    private readonly nn.Module<Tensor, Tensor> exit;
    private readonly int length;

    /// <summary>A network with fresh weights; its first answer is that all letters are equally probable.</summary>
    /// <param name="length">L, the number of places.</param>
    /// <param name="width">Numbers for each place; a multiple of 16.</param>
    /// <param name="depth">Blocks.</param>
    public TokenTransformer(int length, int width = 64, int depth = 2) : base(nameof(TokenTransformer))
    {
        if (length < 1 || width < 16 || width % 16 != 0 || depth < 1)
            throw new ArgumentOutOfRangeException(nameof(width), (length, width, depth),
                "Length and depth are at least 1, the width is a multiple of 16.");
        this.length = length;
        // One row more than letters: the mask.
        letters = new Parameter(randn(WordList.Alphabet.Length + 1, width) * 0.5);
        places = new Parameter(randn(length, width) * 0.5);
        blocks = nn.ModuleList(Enumerable.Range(0, depth).Select(_ => new Block(width)).ToArray());
        exit = new Layers.Dense(width, WordList.Alphabet.Length, zero: true);
        RegisterComponents();
    }

    /// <summary>Texts [B, L] in, scores of the letters [B, L, V] out (their softmax is the guess).</summary>
    public override Tensor forward(Tensor tokens)
    {
        if (tokens.dim() != 2 || tokens.shape[1] != length)
            throw new ArgumentException(
                $"Give texts [B, {length}], not [{string.Join(", ", tokens.shape)}].", nameof(tokens));
        using var scope = NewDisposeScope();
        var hidden = letters.index_select(0, tokens.flatten()).reshape(tokens.shape[0], length, -1) + places;
        foreach (var block in blocks) hidden = block.forward(hidden);
        return exit.forward(Layers.LayerNorm(hidden)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Probabilities(Tensor tokens)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var guessed = forward(tokens).softmax(2);
        var own = nn.functional.one_hot(tokens.clamp_max(WordList.Mask - 1), WordList.Alphabet.Length)
            .to(guessed.dtype);
        return where(tokens.eq(WordList.Mask).unsqueeze(2), guessed, own).MoveToOuterDisposeScope();
    }

    /// <summary>Attention, then two dense layers, each added to what comes in.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> project, gather, widen, narrow;
        private readonly int heads;

        internal Block(int width) : base(nameof(Block))
        {
            heads = width / 16;
            (project, gather) = (new Layers.Dense(width, 3 * width), new Layers.Dense(width, width));
            (widen, narrow) = (new Layers.Dense(width, 4 * width), new Layers.Dense(4 * width, width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor hidden)
        {
            using var scope = NewDisposeScope();
            var qkv = project.forward(Layers.LayerNorm(hidden)).chunk(3, 2);
            hidden = hidden + gather.forward(AttentionBlock.Attend(qkv[0], qkv[1], qkv[2], heads));
            return (hidden + narrow.forward(nn.functional.gelu(widen.forward(Layers.LayerNorm(hidden)))))
                .MoveToOuterDisposeScope();
        }
    }
}
