using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A <see cref="Vae"/> in a safetensors file, alone or inside the file of a model that draws its latents.
/// </summary>
public static class VaeFile
{
    private const string SizesWord = "diffusion.vae", ScaleWord = "diffusion.vae.scale", Weights = "vae.";

    /// <summary>Saves a safetensors file, whole or not at all.</summary>
    /// <param name="vae">What to save.</param>
    /// <param name="path">Where.</param>
    /// <param name="type">How the weights are stored.</param>
    /// <param name="story">How it was made, by keyword.</param>
    public static void Save(
        this Vae vae, string path, ScalarType type = ScalarType.Float32,
        IReadOnlyDictionary<string, string>? story = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (tensors, words) = (new Dictionary<string, Tensor>(),
            new Dictionary<string, string>(story ?? new Dictionary<string, string>()));
        Put(vae, tensors, words, type);
        Safetensors.Save(path, tensors, words);
    }

    /// <summary>Reads a file that <see cref="Save"/> made, or the VAE inside a model's file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds no VAE.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static Vae Load(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>Reads the bytes of such a file.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="name">What to call it in messages.</param>
    public static Vae Parse(ReadOnlySpan<byte> bytes, string name)
    {
        using var file = Safetensors.Parse(bytes, name);
        return Take(file, name) ?? throw new InvalidDataException($"'{name}' holds no VAE of this library.");
    }

    /// <summary>Adds a VAE to what a file will hold; the tensors belong to the current scope.</summary>
    internal static void Put(
        Vae vae, Dictionary<string, Tensor> tensors, Dictionary<string, string> words, ScalarType type)
    {
        foreach (var (name, weights) in vae.state_dict()) tensors[Weights + name] = weights.to(type);
        words[SizesWord] = vae.SizesJson;
        words[ScaleWord] = vae.Scale.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The VAE in a file, in eval mode; null where there is none.</summary>
    internal static Vae? Take(SafetensorsFile file, string name)
    {
        if (!file.Metadata.TryGetValue(SizesWord, out var sizes)) return null;
        if (!double.TryParse(file.Metadata.GetValueOrDefault(ScaleWord), CultureInfo.InvariantCulture, out var scale)
            || !(scale > 0))
            throw new InvalidDataException($"'{name}' does not say by what number the latents of its VAE are scaled.");
        try
        {
            var vae = new Vae(Networks.Read<VaeSizes>(sizes)) { Scale = scale };
            Networks.LoadWeights(vae, file.Tensors, Weights, name);
            vae.eval();
            return vae;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"'{name}': '{sizes}' are no sizes of a VAE: {e.Message}", e);
        }
    }
}
