using System.Text.Json;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A <see cref="FeatureClassifier"/> in a safetensors file, its sizes in the header.</summary>
public static class ClassifierFile
{
    private const string Word = "classifier";

    /// <summary>Saves a safetensors file, whole or not at all.</summary>
    /// <param name="classifier">What to save.</param>
    /// <param name="path">Where.</param>
    /// <param name="type">How the weights are stored.</param>
    /// <param name="story">How it was made, by keyword.</param>
    public static void Save(
        this FeatureClassifier classifier, string path, ScalarType type = ScalarType.Float32,
        IReadOnlyDictionary<string, string>? story = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var words = new Dictionary<string, string>(story ?? new Dictionary<string, string>())
        {
            [Word] = JsonSerializer.Serialize(classifier.Sizes),
        };
        var weights = classifier.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.to(type));
        Safetensors.Save(path, weights, words);
    }

    /// <summary>Reads the bytes of a file that <see cref="Save"/> made.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">It is damaged, or no classifier.</exception>
    public static FeatureClassifier Parse(ReadOnlySpan<byte> bytes, string name)
    {
        using var file = Safetensors.Parse(bytes, name);
        if (!file.Metadata.TryGetValue(Word, out var sizes))
            throw new InvalidDataException($"'{name}' is no classifier of this library.");
        try
        {
            var classifier = new FeatureClassifier(Networks.Read<FeatureClassifierSizes>(sizes));
            Networks.LoadWeights(classifier, file.Tensors, "", name);
            classifier.eval();
            return classifier;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"'{name}': '{sizes}' are no sizes of a classifier: {e.Message}", e);
        }
    }
}
