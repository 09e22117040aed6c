using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>The file in which a <see cref="Trainer"/> waits: its tensors, and in the header what run they belong to.</summary>
internal static class TrainerCheckpoint
{
    private const string Step = "step", Seconds = "seconds", Examples = "examples", AlphaBars = "schedule.alpha_bar";

    private const string Advice = "Go on with the network, schedule, data and options it was made with, or train anew and save under another name.";

    /// <summary>Infinity is an allowed option (nothing is clipped), for which JSON has no number.</summary>
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    internal static void Save(string path, Trainer trainer, IReadOnlyDictionary<string, Tensor> state, TimeSpan elapsed)
    {
        var words = Identity(trainer);
        words[Step] = trainer.StepsTaken.ToString(CultureInfo.InvariantCulture);
        words[Seconds] = elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture);
        try
        {
            using var alphaBars = tensor(Levels(trainer));
            Safetensors.Save(path, new Dictionary<string, Tensor>(state) { [AlphaBars] = alphaBars }, words);
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
        {
            // Checkpoints of earlier versions do not say which examples they saw, only how many.
            if (!file.Metadata.TryGetValue(key, out var saved) && key == Examples) continue;
            if (saved != value)
                throw new InvalidDataException(
                    $"'{path}' belongs to another run: its {key} {(key is Examples or "options" ? "are" : "is")} '{saved ?? "not stated"}', "
                    + $"here '{value}'. {Advice}");
        }
        CompareLevels(path, trainer, file);
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

    /// <summary>
    /// Level by level, since a name says little; with room for the last bits of a cosine, which are others on other processors.
    /// </summary>
    private static void CompareLevels(string path, Trainer trainer, SafetensorsFile file)
    {
        // Checkpoints of earlier versions hold the schedule's name and length only.
        if (!file.Tensors.TryGetValue(AlphaBars, out var saved)) return;
        if (saved.dtype != ScalarType.Float64 || saved.dim() != 1 || saved.shape[0] != trainer.Schedule.Count)
            throw new InvalidDataException($"'{path}' does not hold '{AlphaBars}' [{trainer.Schedule.Count}] Float64.");
        double[] there = saved.data<double>().ToArray(), here = Levels(trainer);
        for (var t = 0; t < here.Length; t++)
            if (!(Math.Abs(there[t] - here[t]) <= 1e-9 * here[t]))
            {
                var difference = FormattableString.Invariant($"at t = {t} its ᾱ is {there[t]:R}, here {here[t]:R}");
                throw new InvalidDataException(
                    $"'{path}' belongs to another run: its schedule has the same name, but {difference}. {Advice}");
            }
    }

    private static double[] Levels(Trainer trainer) => [.. trainer.Schedule.Levels.Select(level => level.AlphaBar)];

    private static Dictionary<string, string> Identity(Trainer trainer) => new()
    {
        ["network"] = $"{trainer.Network.Architecture} {trainer.Network.SizesJson}",
        ["schedule"] = $"{trainer.Schedule.Name}, {trainer.Schedule.Count} levels",
        ["options"] = JsonSerializer.Serialize(trainer.Options, Json),
        ["data"] = $"{trainer.DataCount} examples",
        [Examples] = trainer.Data.Identity,
    };
}
