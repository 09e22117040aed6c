using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The diffusion transformer (Peebles and Xie, "Scalable Diffusion Models with Transformers", 2023): the image is cut
/// into patches, each patch is a token, and transformer blocks that are told timestep and label, or read a sentence, do
/// the rest.
/// </summary>
public sealed class DiT : DenoisingNetwork
{
    private readonly DiTSizes sizes;
    private readonly TimeEmbedding time;
    private readonly Embedding? label;
    private readonly TextEncoder? text;
    private readonly Parameter places;
    private readonly nn.Module<Tensor, Tensor> entry, modulation, exit;
    private readonly ModuleList<DiTBlock> blocks;

    /// <summary>A network with fresh weights; its first answer is 0 everywhere.</summary>
    /// <exception cref="ArgumentException">The sizes make no network; the message says which.</exception>
    public DiT(DiTSizes? sizes = null) : base(nameof(DiT))
    {
        this.sizes = sizes ??= new();
        sizes.Check();
        var (width, values) = (sizes.Width, sizes.ImageChannels * sizes.Patch * sizes.Patch);
        time = new(width, width);
        // One label more than there are classes: the last stands for "no class".
        if (sizes.Classes > 0) label = nn.Embedding(sizes.Classes + 1, width);
        if (sizes.Words.Count > 0)
            text = new(sizes.Words.Count, sizes.LongestText, sizes.ContextSize, sizes.TextBlocks, ordered: true);
        var context = text is null ? 0 : sizes.ContextSize;
        entry = new Layers.Dense(values, width);
        using (NewDisposeScope())
            places = new Parameter(Places(sizes.ImageSize / sizes.Patch, width).DetachFromDisposeScope());
        blocks = nn.ModuleList(
            [.. Enumerable.Range(0, sizes.Depth).Select(_ => new DiTBlock(width, sizes.Heads, context))]);
        modulation = new Layers.Dense(width, 2 * width, zero: true);
        exit = new Layers.Dense(width, values, zero: true);
        RegisterComponents();
    }

    /// <summary>The sizes it was made with.</summary>
    public DiTSizes Sizes => sizes;

    /// <inheritdoc/>
    public override int Classes => sizes.Classes;

    /// <inheritdoc/>
    public override bool TakesText => text is not null;

    /// <inheritdoc/>
    public override Vocabulary? Vocabulary => text is null ? null : new(sizes.Words, sizes.LongestText);

    /// <inheritdoc/>
    public override string Architecture => "dit";

    /// <inheritdoc/>
    public override string SizesJson => JsonSerializer.Serialize(sizes);

    /// <inheritdoc/>
    public override DenoisingNetwork CreateTwin() => new DiT(sizes) { ComputeType = ComputeType };

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor timesteps, Tensor? condition)
    {
        if (x.dim() != 4 || x.shape[1] != sizes.ImageChannels || x.shape[2] != sizes.ImageSize
            || x.shape[3] != sizes.ImageSize)
            throw new ArgumentException(
                $"Give images [B, {sizes.ImageChannels}, {sizes.ImageSize}, {sizes.ImageSize}], not "
                + $"[{string.Join(", ", x.shape)}].", nameof(x));
        if (condition is not null && label is null && text is null)
            throw new ArgumentException(
                "This network cannot be told classes or sentences: make it with Classes or Words.", nameof(condition));
        NetworkInput.Check(x, timesteps);
        using var scope = NewDisposeScope();
        var told = time.forward(timesteps);
        if (label is not null) told = told + Labels.Embed(label, condition, x);
        told = nn.functional.silu(told).to(ComputeType);
        var context = text?.Read(condition, x);

        var side = sizes.ImageSize / sizes.Patch;
        var tokens = nn.functional.pixel_unshuffle(x, sizes.Patch).flatten(2).transpose(1, 2).to(ComputeType);
        tokens = entry.forward(tokens) + places.to(ComputeType);
        foreach (var block in blocks) tokens = block.forward(tokens, told, context);
        var last = modulation.forward(told).unsqueeze(1).chunk(2, 2);
        var answer = exit.forward(DiTBlock.Modulate(tokens, last[0], last[1])).to(ScalarType.Float32);
        return nn.functional.pixel_shuffle(answer.transpose(1, 2).reshape(x.shape[0], -1, side, side), sizes.Patch)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Where each patch lies: sines and cosines of its row and its column, [side², width], to begin with.
    /// </summary>
    private static Tensor Places(int side, int width)
    {
        var waves = TimeEmbedding.Waves(arange(side, ScalarType.Float32), width / 2);
        var rows = waves.unsqueeze(1).expand(side, side, width / 2);
        var columns = waves.unsqueeze(0).expand(side, side, width / 2);
        return cat([rows, columns], 2).reshape(side * side, width);
    }
}
