using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The U-Net of diffusion models (Ronneberger et al., 2015; Ho et al., 2020): down to small feature maps that see the
/// whole image, up again, with the finer maps of the way down joined in at each level.
/// </summary>
public sealed class UNet : DenoisingNetwork
{
    private readonly UNetSizes sizes;
    private readonly TimeEmbedding time;
    private readonly Embedding? label;
    private readonly TextEncoder? text;
    private readonly nn.Module<Tensor, Tensor> stem, norm, exit;
    private readonly nn.Module<Tensor, Tensor>? head;
    private readonly ModuleList<nn.Module> down, middle, up;

    /// <summary>A network with fresh weights; its first answer is 0 everywhere.</summary>
    /// <exception cref="ArgumentException">The sizes make no network; the message says which.</exception>
    public UNet(UNetSizes? sizes = null) : base(nameof(UNet))
    {
        this.sizes = sizes ??= new();
        sizes.Check();
        var (basis, embedding) = (sizes.BaseChannels, 4 * sizes.BaseChannels);
        var folded = sizes.ImageChannels * sizes.Patch * sizes.Patch;
        time = new(basis, embedding);
        // One label more than there are classes: the last stands for "no class".
        if (sizes.Classes > 0) label = nn.Embedding(sizes.Classes + 1, embedding);
        if (sizes.Words.Count > 0)
            text = new(sizes.Words.Count, sizes.LongestText, sizes.ContextSize, sizes.TextBlocks, sizes.WordOrder);
        stem = new Layers.Conv(folded, basis);
        down = nn.ModuleList<nn.Module>();
        middle = nn.ModuleList<nn.Module>();
        up = nn.ModuleList<nn.Module>();

        var channels = basis;
        var last = sizes.Multipliers.Count - 1;
        ResidualBlock Residual(int from, int to) => new(from, to, embedding, sizes.Dropout);
        for (var level = 0; level <= last; level++)
        {
            var wide = basis * sizes.Multipliers[level];
            for (var block = 0; block < sizes.BlocksPerLevel; block++, channels = wide)
                down.Add(new UNetStage(Residual(channels, wide), Attention(level, wide)));
            if (level < last) down.Add(new Layers.Conv(channels, channels, stride: 2));
        }
        middle.Add(new UNetStage(Residual(channels, channels), new AttentionBlock(channels, sizes.ContextSize)));
        middle.Add(new UNetStage(Residual(channels, channels), null));
        for (var level = last; level >= 0; level--)
        {
            var wide = basis * sizes.Multipliers[level];
            for (var block = 0; block < sizes.BlocksPerLevel; block++, channels = wide)
                up.Add(new UNetStage(Residual(channels + wide, wide), Attention(level, wide)));
            if (level > 0) up.Add(new Layers.Conv(channels, channels));
        }
        norm = new Layers.Norm(channels);
        if (sizes.Head == 0) exit = new Layers.Conv(channels, folded, zero: true);
        else
        {
            exit = new Layers.Conv(channels, sizes.Head * sizes.Patch * sizes.Patch);
            head = new Layers.Conv(sizes.Head + sizes.ImageChannels, sizes.ImageChannels, zero: true);
        }
        RegisterComponents();

        AttentionBlock? Attention(int level, int width) =>
            this.sizes.AttentionLevels.Contains(level) ? new(width, this.sizes.ContextSize) : null;
    }

    /// <summary>The sizes it was made with.</summary>
    public UNetSizes Sizes => sizes;

    /// <inheritdoc/>
    public override int Classes => sizes.Classes;

    /// <inheritdoc/>
    public override bool TakesText => sizes.ContextSize > 0;

    /// <inheritdoc/>
    public override Vocabulary? Vocabulary => sizes.Words.Count > 0 ? new(sizes.Words, sizes.LongestText) : null;

    /// <inheritdoc/>
    public override string Architecture => "unet";

    /// <inheritdoc/>
    public override string SizesJson => JsonSerializer.Serialize(sizes);

    /// <inheritdoc/>
    public override DenoisingNetwork CreateTwin() => new UNet(sizes) { ComputeType = ComputeType };

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor timesteps, Tensor? condition) =>
        Answer(x, timesteps, condition, watch: null);

    /// <summary>
    /// Where each word is looked at while the network answers: the mean over all attentions and their heads, brought to
    /// the image's size. At each place the shares of the words and of the mark before them sum to 1.
    /// </summary>
    /// <param name="x">[B, C, H, W], noisy images.</param>
    /// <param name="timesteps">[B].</param>
    /// <param name="words">[B, L], numbers of a <see cref="Vocabulary"/>.</param>
    /// <returns>[B, L, H, W], 0 to 1; 0 where there is no word.</returns>
    /// <exception cref="InvalidOperationException">The network is not told words.</exception>
    public Tensor WordMaps(Tensor x, Tensor timesteps, Tensor words)
    {
        if (text is null) throw new InvalidOperationException("This network is not told words: make it with Words.");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        List<Tensor> maps = [];
        Answer(x, timesteps, words, watch: map => maps.Add(
            nn.functional.interpolate(map.narrow(1, 1, sizes.LongestText).to(ScalarType.Float32),
                x.shape[2..]).MoveToOtherDisposeScope(scope)));
        return stack(maps).mean([0]).MoveToOuterDisposeScope();
    }

    private Tensor Answer(Tensor x, Tensor timesteps, Tensor? condition, Action<Tensor>? watch)
    {
        CheckInput(x, condition);
        NetworkInput.Check(x, timesteps);
        using var scope = NewDisposeScope();
        var told = time.forward(timesteps);
        if (label is not null) told = told + Labels.Embed(label, condition, x);
        told = nn.functional.silu(told).to(ComputeType);
        // A text that is given as vectors is looked at as it is.
        var context = text?.Read(condition, x)
            ?? (sizes.ContextSize > 0 && condition is not null ? new(condition) : null);
        if (watch is not null) context = context! with { Watch = watch };

        var hidden = sizes.Patch > 1 ? nn.functional.pixel_unshuffle(x, sizes.Patch) : x;
        hidden = stem.forward(hidden.to(ComputeType));
        var finer = new Stack<Tensor>();
        foreach (var part in down)
        {
            if (part is UNetStage stage) finer.Push(hidden = stage.forward(hidden, told, context));
            else hidden = ((Layers.Conv)part).forward(hidden);
        }
        foreach (var part in middle) hidden = ((UNetStage)part).forward(hidden, told, context);
        foreach (var part in up)
        {
            if (part is UNetStage stage) hidden = stage.forward(cat([hidden, finer.Pop()], 1), told, context);
            else hidden = ((Layers.Conv)part).forward(nn.functional.interpolate(hidden, finer.Peek().shape[2..]));
        }
        hidden = exit.forward(nn.functional.silu(norm.forward(hidden)));
        if (sizes.Patch > 1) hidden = nn.functional.pixel_shuffle(hidden, sizes.Patch);
        if (head is not null) hidden = head.forward(cat([nn.functional.silu(hidden), x.to(ComputeType)], 1));
        return hidden.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private void CheckInput(Tensor x, Tensor? condition)
    {
        if (x.dim() != 4 || x.shape[1] != sizes.ImageChannels || x.shape[2] % sizes.Patch != 0
            || x.shape[3] % sizes.Patch != 0)
            throw new ArgumentException(
                $"Give images [B, {sizes.ImageChannels}, H, W] with sides that {sizes.Patch} divides, not "
                + $"[{string.Join(", ", x.shape)}].",
                nameof(x));
        if (condition is not null && sizes is { Classes: 0, ContextSize: 0 })
            throw new ArgumentException(
                "This network cannot be told classes or texts: make it with Classes or ContextSize.",
                nameof(condition));
        if (sizes.Words.Count == 0 && sizes.ContextSize > 0 && condition is not null
            && (condition.dim() != 3 || condition.shape[2] != sizes.ContextSize))
            throw new ArgumentException(
                $"Give a text [B, L, {sizes.ContextSize}], not [{string.Join(", ", condition.shape)}].",
                nameof(condition));
    }
}
