using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>The file in which a <see cref="VaeTrainer"/> waits.</summary>
internal static class VaeCheckpoint
{
    private const string Step = "step", Seconds = "seconds";

    /// <summary>Infinity is an allowed option (nothing is clipped), for which JSON has no number.</summary>
    internal static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    internal static void Save(
        string path, IReadOnlyDictionary<string, Tensor> state, IReadOnlyDictionary<string, string> identity, int step, TimeSpan elapsed) =>
        Safetensors.Save(path, state, new Dictionary<string, string>(identity)
        {
            [Step] = step.ToString(CultureInfo.InvariantCulture),
            [Seconds] = elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
        });

    internal static (int Step, TimeSpan Elapsed) Load(
        string path, IReadOnlyDictionary<string, Tensor> state, IReadOnlyDictionary<string, string> identity)
    {
        using var file = Safetensors.Load(path);
        foreach (var (key, value) in identity)
            if (file.Metadata.GetValueOrDefault(key) is var saved && saved != value)
                throw new InvalidDataException(
                    $"'{path}' belongs to another run: its {key} is '{saved ?? "not stated"}', here '{value}'. "
                    + "Go on with the VAE, data and options it was made with, or train anew and save under another name.");
        if (!int.TryParse(file.Metadata.GetValueOrDefault(Step), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            || !double.TryParse(file.Metadata.GetValueOrDefault(Seconds), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            throw new InvalidDataException($"'{path}' does not say at which step it was saved.");
        foreach (var (name, target) in state)
            if (!file.Tensors.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(target.shape) || saved.dtype != target.dtype)
                throw new InvalidDataException($"'{path}' does not hold '{name}' [{string.Join(", ", target.shape)}] {target.dtype}.");
        using var noGrad = no_grad();
        // All of it is right: only now does anything change.
        foreach (var (name, target) in state) target.copy_(file.Tensors[name]);
        return (step, TimeSpan.FromSeconds(seconds));
    }
}
