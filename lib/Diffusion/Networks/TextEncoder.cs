using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Turns words into vectors that know their place and their neighbours: a learned vector for each word and each place,
/// then blocks in which every word looks at every other (Vaswani et al., 2017). It learns together with the network
/// that draws; large models take one that was trained on text alone.
/// </summary>
internal sealed class TextEncoder : nn.Module<Tensor, TextContext>
{
    private readonly int longest;
    private readonly Embedding words;
    private readonly Parameter? places;
    private readonly ModuleList<TextBlock> blocks;

    /// <summary>Fresh weights.</summary>
    /// <param name="vocabulary">How many words there are.</param>
    /// <param name="longest">How many words a sentence may have.</param>
    /// <param name="size">Numbers in a vector.</param>
    /// <param name="depth">Blocks.</param>
    /// <param name="ordered">
    /// Without, the network is told which words there are and not in which order: a bag of words.
    /// </param>
    internal TextEncoder(int vocabulary, int longest, int size, int depth, bool ordered) : base(nameof(TextEncoder))
    {
        this.longest = longest;
        words = nn.Embedding(vocabulary + 1, size);
        if (ordered) places = new Parameter(randn(longest + 1, size) * 0.5);
        blocks = nn.ModuleList<TextBlock>();
        for (var i = 0; i < depth; i++) blocks.Add(new TextBlock(size));
        RegisterComponents();
    }

    /// <summary>A sentence for each image; null: nothing is told, a sentence without words.</summary>
    /// <exception cref="ArgumentException">The numbers are not [B, L] int64.</exception>
    internal TextContext Read(Tensor? condition, Tensor images)
    {
        if (condition is null)
            return forward(zeros([images.shape[0], longest], ScalarType.Int64, words.weight!.device));
        if (condition.dim() != 2 || condition.shape[0] != images.shape[0] || condition.shape[1] != longest
            || condition.dtype != ScalarType.Int64)
            throw new ArgumentException(
                $"Give the words' numbers, [{images.shape[0]}, {longest}] int64, "
                + $"not [{string.Join(", ", condition.shape)}] {condition.dtype}.",
                nameof(condition));
        return forward(condition);
    }

    /// <summary>
    /// Numbers of words [B, L], 0 after the last one. Before the first comes a mark that is always there, so that a
    /// sentence without words, which says nothing, is something to look at as well: L + 1 vectors.
    /// </summary>
    public override TextContext forward(Tensor numbers)
    {
        using var scope = NewDisposeScope();
        var marked = nn.functional.pad(numbers, [1, 0]);
        var there = cat([ones_like(numbers.narrow(1, 0, 1)), numbers], 1).ne(0).unsqueeze(1).unsqueeze(1);
        var vectors = words.forward(marked);
        if (places is not null) vectors = vectors + places;
        foreach (var block in blocks) vectors = block.forward(vectors, there);
        return new(vectors.MoveToOuterDisposeScope(), there.MoveToOuterDisposeScope());
    }
}
