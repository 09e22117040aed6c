using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A trained network together with everything needed to sample from it: what it predicts, its schedule, the images'
/// shape and the classes' names. Freed with its network.
/// </summary>
/// <param name="Network">In eval mode.</param>
/// <param name="Prediction">What it answers.</param>
/// <param name="Schedule">The noise levels it was trained on.</param>
/// <param name="ImageShape">[C, H, W] of what the network draws (images or latents), or [D] for points.</param>
/// <param name="ClassNames">The names of its classes; empty where it knows none.</param>
/// <param name="Story">How it was made, by keyword: data, steps, seed.</param>
public sealed record TrainedModel(
    DenoisingNetwork Network, Prediction Prediction, NoiseSchedule Schedule, long[] ImageShape,
    IReadOnlyList<string> ClassNames, IReadOnlyDictionary<string, string> Story) : IDisposable
{
    private const string Prefix = "diffusion.", StoryPrefix = "story.", AlphaBars = "schedule.alpha_bar",
        Weights = "network.";

    /// <summary>
    /// What turns the network's samples into images, where it draws latents; null where it draws the images themselves.
    /// Freed with this model.
    /// </summary>
    public Vae? Autoencoder { get; init; }

    /// <summary>[C, H, W] of the images that <see cref="ToImages"/> makes.</summary>
    public long[] PictureShape => Autoencoder?.Sizes.ImageShape() ?? ImageShape;

    /// <summary>
    /// The images that samples [B, ...] stand for: decoded, where they are latents. Owned by the caller.
    /// </summary>
    public Tensor ToImages(Tensor samples) => Autoencoder?.ToImages(samples) ?? samples.alias();

    /// <summary>
    /// The keyword of <see cref="Story"/> under which a student says how it was taught to draw in one step.
    /// </summary>
    public const string Distilled = "distilled";

    /// <summary>Whether it is a student that draws in one step, and without guidance.</summary>
    public bool IsOneStep => Story.ContainsKey(Distilled);

    /// <summary>The network as a denoiser that is told nothing about the image.</summary>
    public IDenoiser Denoiser => Network.AsDenoiser(Prediction, Schedule);

    /// <summary>
    /// The network as a denoiser that is told a class or a sentence for each image, strengthened by guidance.
    /// </summary>
    /// <param name="condition">
    /// [B] class labels or [B, L] words, int64, on the network's device; they stay the caller's.
    /// </param>
    /// <param name="guidance">See <see cref="GuidedDenoiser"/>; 1 is none.</param>
    /// <param name="negative">
    /// What the images shall not show, as <paramref name="condition"/>; null: nothing is told.
    /// </param>
    public IDenoiser DenoiserFor(Tensor condition, double guidance = 1, Tensor? negative = null) =>
        GuidedDenoiser.For(Network, Prediction, Schedule, condition, guidance, negative);

    /// <summary>Moves the network, and what decodes its samples, to a device.</summary>
    /// <returns>This model.</returns>
    public TrainedModel To(Device device)
    {
        Network.to(device);
        Autoencoder?.to(device);
        return this;
    }

    /// <summary>Unit noise for <paramref name="count"/> images, [count, C, H, W]: where sampling starts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not at least one image.</exception>
    public Tensor Noise(int count, ulong seed = 0)
    {
        if (count < 1)
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"Ask for the noise of at least 1 image, not {count}.");
        using var generator = new Generator(seed);
        var device = Network.parameters().First().device;
        using var noise = randn([count, .. ImageShape], ScalarType.Float32, generator: generator);
        return noise.to(device).alias();
    }

    /// <summary>Saves a safetensors file, whole or not at all; the settings are in its header.</summary>
    /// <param name="path">Where.</param>
    /// <param name="type">How the weights are stored: Float32 exactly, BFloat16 or Float16 in half the room.</param>
    public void Save(string path, ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var tensors = Network.state_dict().ToDictionary(pair => Weights + pair.Key, pair => pair.Value.to(type));
        tensors[AlphaBars] = tensor(Schedule.Levels.Select(level => level.AlphaBar).ToArray());
        var words = new Dictionary<string, string>
        {
            [Prefix + "network"] = Network.Architecture,
            [Prefix + "sizes"] = Network.SizesJson,
            [Prefix + "prediction"] = Prediction.ToString(),
            [Prefix + "schedule"] = Schedule.Name,
            [Prefix + "image"] = string.Join(',', ImageShape),
            [Prefix + "classes"] = string.Join('|', ClassNames),
        };
        foreach (var (key, value) in Story) words[StoryPrefix + key] = value;
        if (Autoencoder is not null) VaeFile.Put(Autoencoder, tensors, words, type);
        Safetensors.Save(path, tensors, words);
    }

    /// <summary>Loads a file that <see cref="Save"/> made.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or is no model of this library; the message says how.
    /// </exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read; the message names it.</exception>
    public static TrainedModel Load(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>Reads the bytes of such a file.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="name">What to call it in messages.</param>
    public static TrainedModel Parse(ReadOnlySpan<byte> bytes, string name)
    {
        using var file = Safetensors.Parse(bytes, name);
        string Word(string key) => file.Metadata.TryGetValue(Prefix + key, out var word) ? word
            : throw new InvalidDataException(
                $"'{name}' is no model of this library: its header says nothing about '{key}'.");
        // By name only: Enum.Parse would take "7" as well, and a list.
        if (Array.IndexOf(Enum.GetNames<Prediction>(), Word("prediction")) is var known && known < 0)
            throw new InvalidDataException(
                $"'{name}': there is no prediction '{Word("prediction")}'; there are "
                + $"{string.Join(", ", Enum.GetNames<Prediction>())}.");
        var prediction = Enum.GetValues<Prediction>()[known];
        long[] shape = [.. Word("image").Split(',').Select(side =>
            long.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
                : throw new InvalidDataException($"'{name}': '{Word("image")}' is no image shape; one is '1,28,28'."))];
        if (!file.Tensors.TryGetValue(AlphaBars, out var alphaBars) || alphaBars.dtype != ScalarType.Float64)
            throw new InvalidDataException($"'{name}' holds no schedule ('{AlphaBars}', F64).");
        var schedule = ReadSchedule(Word("schedule"), alphaBars, name);
        var network = Networks.Create(Word("network"), Word("sizes"), name);
        try
        {
            Networks.LoadWeights(network, file.Tensors, Weights, name);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        network.eval();
        var story = file.Metadata.Where(pair => pair.Key.StartsWith(StoryPrefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[StoryPrefix.Length..], pair => pair.Value);
        string[] classes = Word("classes").Split('|', StringSplitOptions.RemoveEmptyEntries);
        return new(network, prediction, schedule, shape, classes, story) { Autoencoder = VaeFile.Take(file, name) };
    }

    private static NoiseSchedule ReadSchedule(string schedule, Tensor alphaBars, string name)
    {
        try
        {
            return NoiseSchedule.FromAlphaBars(schedule, alphaBars.data<double>());
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{name}': its schedule '{schedule}' is none: {e.Message}", e);
        }
    }

    /// <summary>Frees the network, and the autoencoder where there is one.</summary>
    public void Dispose()
    {
        Network.Dispose();
        Autoencoder?.Dispose();
    }
}
