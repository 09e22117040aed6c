using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>The file in which a <see cref="Trainer"/> waits: its tensors, and in the header what run they belong to.</summary>
internal static class TrainerCheckpoint
{
    private const string Step = "step", Seconds = "seconds";

    internal static void Save(string path, Trainer trainer, IReadOnlyDictionary<string, Tensor> state, TimeSpan elapsed)
    {
        var words = Identity(trainer);
        words[Step] = trainer.StepsTaken.ToString(CultureInfo.InvariantCulture);
        words[Seconds] = elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture);
        try
        {
            Safetensors.Save(path, state, words);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The checkpoint '{path}' could not be written at step {trainer.StepsTaken}: {e.Message} "
                + (File.Exists(path) ? "The earlier one is still there." : "Choose another folder, or free some space."), e);
        }
    }

    internal static (int StepsTaken, TimeSpan Elapsed) Load(string path, Trainer trainer, IReadOnlyDictionary<string, Tensor> state)
    {
        using var file = Safetensors.Load(path);
        foreach (var (key, value) in Identity(trainer))
            if (!file.Metadata.TryGetValue(key, out var saved) || saved != value)
                throw new InvalidDataException($"'{path}' belongs to another run: its {key} is '{saved ?? "not stated"}', here it is '{value}'.");
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

    private static Dictionary<string, string> Identity(Trainer trainer) => new()
    {
        ["network"] = $"{trainer.Network.Architecture} {trainer.Network.SizesJson}",
        ["schedule"] = $"{trainer.Schedule.Name}, {trainer.Schedule.Count} levels",
        ["options"] = JsonSerializer.Serialize(trainer.Options),
        ["data"] = $"{trainer.DataCount} examples",
    };
}
