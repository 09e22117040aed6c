using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The file in which a training waits: its tensors, and in the header what run they belong to and how far it came.
/// </summary>
/// <param name="state">All that is needed to go on exactly; loading writes into these tensors.</param>
/// <param name="identity">What belongs to this run and no other, by keyword.</param>
/// <param name="schedule">Its noise levels, if it has any.</param>
internal sealed class RunCheckpoint(
    IReadOnlyDictionary<string, Tensor> state, IReadOnlyDictionary<string, string> identity,
    NoiseSchedule? schedule = null)
{
    /// <summary>The keyword of <see cref="ITrainingData.Identity"/>.</summary>
    internal const string Examples = "examples";

    private const string Step = "step", Seconds = "seconds", Asked = "calls", AlphaBars = "schedule.alpha_bar";

    private const string Advice = "Go on with the network, schedule, data and options it was made with, or train anew "
        + "and save under another name.";

    /// <summary>Infinity is an allowed option (nothing is clipped), for which JSON has no number.</summary>
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
    };

    /// <summary>Options in words, those of their own type included.</summary>
    internal static string Words(object options) => JsonSerializer.Serialize(options, options.GetType(), Json);

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <param name="step">How many steps are taken.</param>
    /// <param name="elapsed">The time they took.</param>
    /// <param name="calls">How often networks were asked, where the run counts it.</param>
    internal void Save(string path, int step, TimeSpan elapsed, long calls = 0)
    {
        var words = new Dictionary<string, string>(identity)
        {
            [Step] = step.ToString(CultureInfo.InvariantCulture),
            [Seconds] = elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
            [Asked] = calls.ToString(CultureInfo.InvariantCulture),
        };
        if (schedule is not null) words["schedule"] = $"{schedule.Name}, {schedule.Count} levels";
        var tensors = new Dictionary<string, Tensor>(state);
        using var alphaBars = schedule is null ? null : tensor(Levels(schedule));
        if (alphaBars is not null) tensors[AlphaBars] = alphaBars;
        try
        {
            Safetensors.Save(path, tensors, words);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The checkpoint '{path}' could not be written at step {step}: {e.Message} "
                + (File.Exists(path)
                    ? "The earlier one is still there."
                    : "Choose another folder, or free some space."), e);
        }
    }

    /// <summary>Reads the file into the state, or changes nothing.</summary>
    /// <returns>How far the run came.</returns>
    /// <exception cref="InvalidDataException">
    /// It is damaged or belongs to another run; the message says which.
    /// </exception>
    internal (int Step, TimeSpan Elapsed, long Calls) Load(string path)
    {
        using var file = Safetensors.Load(path);
        foreach (var (key, value) in identity)
        {
            // Checkpoints of earlier versions do not say which examples they saw, only how many.
            if (!file.Metadata.TryGetValue(key, out var saved) && key == Examples) continue;
            if (saved != value)
                throw new InvalidDataException(
                    $"'{path}' belongs to another run: its {key} {(key is Examples or "options" ? "are" : "is")} "
                    + $"'{saved ?? "not stated"}', here '{value}'. {Advice}");
        }
        if (schedule is not null) CompareLevels(path, schedule, file);
        // Checkpoints of earlier versions did not count calls.
        if (!long.TryParse(file.Metadata.GetValueOrDefault(Asked, "0"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var calls))
            throw new InvalidDataException(
                $"'{path}' does not say how often networks were asked: '{file.Metadata[Asked]}' is no number.");
        if (!int.TryParse(
            file.Metadata.GetValueOrDefault(Step), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            || !double.TryParse(file.Metadata.GetValueOrDefault(Seconds), NumberStyles.Float,
                CultureInfo.InvariantCulture, out var seconds))
            throw new InvalidDataException($"'{path}' does not say at which step it was saved.");
        foreach (var (name, target) in state)
            if (!file.Tensors.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(target.shape)
                || saved.dtype != target.dtype)
                throw new InvalidDataException(
                    $"'{path}' does not hold '{name}' [{string.Join(", ", target.shape)}] {target.dtype}.");
        using var noGrad = no_grad();
        // All of it is right: only now does anything change.
        foreach (var (name, target) in state) target.copy_(file.Tensors[name]);
        return (step, TimeSpan.FromSeconds(seconds), calls);
    }

    /// <summary>
    /// Level by level, since a name says little; with room for the last bits of a cosine, which are others on other
    /// processors.
    /// </summary>
    private static void CompareLevels(string path, NoiseSchedule schedule, SafetensorsFile file)
    {
        var (named, saying) = (file.Metadata.GetValueOrDefault("schedule"),
            $"{schedule.Name}, {schedule.Count} levels");
        if (named != saying)
            throw new InvalidDataException(
                $"'{path}' belongs to another run: its schedule is '{named ?? "not stated"}', here '{saying}'. "
                + $"{Advice}");
        // Checkpoints of earlier versions hold the schedule's name and length only.
        if (!file.Tensors.TryGetValue(AlphaBars, out var saved)) return;
        if (saved.dtype != ScalarType.Float64 || saved.dim() != 1 || saved.shape[0] != schedule.Count)
            throw new InvalidDataException($"'{path}' does not hold '{AlphaBars}' [{schedule.Count}] Float64.");
        double[] there = saved.data<double>().ToArray(), here = Levels(schedule);
        for (var t = 0; t < here.Length; t++)
            if (!(Math.Abs(there[t] - here[t]) <= 1e-9 * here[t]))
            {
                var difference = FormattableString.Invariant($"at t = {t} its ᾱ is {there[t]:R}, here {here[t]:R}");
                throw new InvalidDataException(
                    $"'{path}' belongs to another run: its schedule has the same name, but {difference}. {Advice}");
            }
    }

    private static double[] Levels(NoiseSchedule schedule) => [.. schedule.Levels.Select(level => level.AlphaBar)];
}
