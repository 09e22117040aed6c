using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A network that sees noisy images and timesteps and answers in the images' shape. The training loop and every sampler
/// know no more than this about an architecture.
/// </summary>
/// <param name="name">The module's name.</param>
public abstract class DenoisingNetwork(string name) : nn.Module<Tensor, Tensor, Tensor>(name)
{
    /// <summary>
    /// The type the layers compute in; the weights stay float32. bfloat16 nearly halves the time on
    /// some machines and costs time on others, see <see cref="ComputeChoice"/>.
    /// </summary>
    public ScalarType ComputeType { get; set; } = ScalarType.Float32;

    /// <summary>How many classes the network can be told; 0: none. The number itself stands for "no class".</summary>
    public abstract int Classes { get; }

    /// <summary>Whether the network can be told a text [B, L, D].</summary>
    public virtual bool TakesText => false;

    /// <summary>
    /// The words it can be told, as numbers [B, L]; null where it is told vectors, classes or nothing.
    /// </summary>
    public virtual Vocabulary? Vocabulary => null;

    /// <summary>The architecture's name in a checkpoint: "unet".</summary>
    public abstract string Architecture { get; }

    /// <summary>The sizes that <see cref="Architecture"/> was made with, as JSON.</summary>
    public abstract string SizesJson { get; }

    /// <summary>Whether so many examples are done sooner by one thread, see <see cref="OneThread"/>.</summary>
    internal virtual bool IsSmallFor(long examples) => false;

    /// <summary>A network of the same sizes with fresh weights of its own.</summary>
    public abstract DenoisingNetwork CreateTwin();

    /// <summary>
    /// A network of the same sizes and the same weights, owned by the caller: where a student of this one begins.
    /// </summary>
    public DenoisingNetwork Copy()
    {
        // Fresh weights are drawn, and written over: nobody else's numbers shall change by that.
        using var chance = new SeededChance(0);
        var twin = CreateTwin();
        using var noGrad = no_grad();
        foreach (var (mine, weights) in twin.parameters().Zip(parameters())) mine.copy_(weights);
        twin.train(training);
        return twin;
    }

    /// <summary>Answers without being told anything about the image.</summary>
    /// <param name="x">[B, ...], noisy images.</param>
    /// <param name="timesteps">[B], 0 to 999, float; fractions allowed.</param>
    public override Tensor forward(Tensor x, Tensor timesteps) => forward(x, timesteps, null);

    /// <summary>Answers, told something about each image.</summary>
    /// <param name="x">[B, ...], noisy images.</param>
    /// <param name="timesteps">[B], 0 to 999, float; fractions allowed.</param>
    /// <param name="condition">[B] int64 class labels, or [B, L, D] text; null is "nothing is known".</param>
    /// <returns>[B, ...], float32.</returns>
    public abstract Tensor forward(Tensor x, Tensor timesteps, Tensor? condition);

    /// <summary>How many numbers training adjusts.</summary>
    public long ParameterCount => parameters().Sum(weights => weights.numel());

    /// <summary>
    /// The network's parts, a line each: how many weights it has, and the shape of its largest tensor.
    /// </summary>
    public string Summary()
    {
        // "down.0.block.conv1.weight" belongs to the part "down.0", "stem.weight" to "stem".
        static string Part(string name) => name.Split('.') is [var list, var index, ..] && int.TryParse(index, out _)
            ? $"{list}.{index}"
            : name.Split('.')[0];
        // The lists of blocks are registered after the layers that close the network.
        var parts = named_parameters().GroupBy(named => Part(named.name), named => named.parameter)
            .OrderBy(part => part.Key is "norm" or "modulation" or "exit").Select(part =>
                (part.Key, Count: part.Sum(weights => weights.numel()),
                    Largest: part.MaxBy(weights => weights.numel())!.shape));
        var lines = parts.Select(part =>
            FormattableString.Invariant($"{part.Key,-12} {part.Count,11:N0}   {string.Join(" x ", part.Largest)}"));
        return string.Join('\n', lines.Prepend($"{"part",-12} {"weights",11}   largest tensor")
            .Append(FormattableString.Invariant($"{"all",-12} {ParameterCount,11:N0}")));
    }

    /// <summary>This network as a denoiser that is told nothing, or the same labels for every call.</summary>
    /// <param name="prediction">What the network was trained to answer.</param>
    /// <param name="schedule">The noise levels it was trained on.</param>
    /// <param name="condition">One condition for each image of the batch, or null.</param>
    public IDenoiser AsDenoiser(Prediction prediction, NoiseSchedule schedule, Tensor? condition = null) =>
        new NetworkDenoiser((x, timesteps) => forward(x, timesteps, condition), prediction, schedule);
}
