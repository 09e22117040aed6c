using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>The file in which a <see cref="Distillation"/> waits: its tensors, and in the header what run they belong to.</summary>
internal static class DistillationCheckpoint
{
    private const string Step = "step", Calls = "calls", Seconds = "seconds";

    /// <summary>Infinity is an allowed option (nothing is clipped), for which JSON has no number.</summary>
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Options in words.</summary>
    internal static string Write(DistillationOptions options) => JsonSerializer.Serialize(options, options.GetType(), Json);

    internal static void Save(
        string path, Dictionary<string, string> identity, Dictionary<string, Tensor> state, int step, long calls, TimeSpan elapsed)
    {
        var words = new Dictionary<string, string>(identity)
        {
            [Step] = step.ToString(CultureInfo.InvariantCulture),
            [Calls] = calls.ToString(CultureInfo.InvariantCulture),
            [Seconds] = elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
        };
        try
        {
            Safetensors.Save(path, state, words);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The checkpoint '{path}' could not be written at step {step}: {e.Message} "
                + (File.Exists(path) ? "The earlier one is still there." : "Choose another folder, or free some space."), e);
        }
    }

    internal static (int Steps, long Calls, TimeSpan Elapsed) Load(
        string path, Dictionary<string, string> identity, Dictionary<string, Tensor> state)
    {
        using var file = Safetensors.Load(path);
        foreach (var (key, value) in identity)
            if (file.Metadata.GetValueOrDefault(key) is var saved && saved != value)
                throw new InvalidDataException(
                    $"'{path}' belongs to another run: its {key} {(key == "options" ? "are" : "is")} '{saved ?? "not stated"}', here '{value}'. "
                    + "Go on with what it was made with, or begin anew and save under another name.");
        string? Word(string key) => file.Metadata.GetValueOrDefault(key);
        if (!int.TryParse(Word(Step), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            || !long.TryParse(Word(Calls), NumberStyles.None, CultureInfo.InvariantCulture, out var calls)
            || !double.TryParse(Word(Seconds), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            throw new InvalidDataException($"'{path}' does not say at which step it was saved.");
        foreach (var (name, target) in state)
            if (!file.Tensors.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(target.shape) || saved.dtype != target.dtype)
                throw new InvalidDataException($"'{path}' does not hold '{name}' [{string.Join(", ", target.shape)}] {target.dtype}.");
        using var noGrad = no_grad();
        // All of it is right: only now does anything change.
        foreach (var (name, target) in state) target.copy_(file.Tensors[name]);
        return (step, calls, TimeSpan.FromSeconds(seconds));
    }
}
