using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// One loop of diffusers, as <c>vectors/diffusers.json</c> records it: how it ran, and what came out.
/// </summary>
internal sealed class DiffusersLoop(JsonElement json)
{
    internal string Id { get; } = json.GetProperty("id").GetString()!;

    internal string Scheduler { get; } = json.GetProperty("scheduler").GetString()!;

    internal DiffusersConfig Config { get; } = new(json.GetProperty("config"));

    internal int Steps { get; } = Optional(json, "steps")?.GetInt32() ?? Numbers(json, "custom_timesteps")?.Length
        ?? throw new UnsupportedException("a loop without steps");

    internal double[]? CustomTimesteps { get; } = Numbers(json, "custom_timesteps");

    /// <summary>How often the model was called; fewer than the steps need if the loop began late.</summary>
    internal int ModelCalls { get; } = json.GetProperty("model_calls").GetInt32();

    internal string Kind { get; } = json.GetProperty("loop").GetString()!;

    internal DiffusersConfig StepOptions { get; } = new(StepKwargs(json));

    internal ulong Seed { get; } = Optional(json, "seed") is { } seed ? seed.GetUInt64() : 0;

    internal double[]? Timesteps { get; } = Numbers(json, "timesteps");

    internal double AbsSum { get; } = json.Number("abs_sum");

    internal double[]? PerStep { get; } = Numbers(json, "per_step_abs_sum");

    internal double? First { get; } = Optional(json, "first")?.GetDouble();

    internal double? Last { get; } = Optional(json, "last")?.GetDouble();

    /// <summary>
    /// The index into the timesteps at which an image-to-image loop begins, after noise was added there.
    /// </summary>
    internal int? StartSlice { get; } = Optional(json, "start_slice")?.GetProperty("t_start").GetInt32();

    /// <summary>How far a sum may be off: absolute, or relative to the number ("rel 1e-5").</summary>
    internal double Allowed(double expected)
    {
        var tolerance = json.GetProperty("tolerance");
        if (tolerance.ValueKind == JsonValueKind.Number) return tolerance.GetDouble();
        var match = Regex.Match(tolerance.GetString()!, @"rel ([0-9.e+-]+)");
        if (!match.Success) throw new UnsupportedException($"tolerance \"{tolerance}\"");
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * Math.Abs(expected);
    }

    /// <summary>diffusers' dummy_sample_deter: 0/n, 1/n, ..., with the batch running fastest.</summary>
    internal Tensor Start(double initSigma)
    {
        var text = json.GetProperty("initial_sample").GetString();
        using var sample = Ramp(rising: true);
        return text switch
        {
            "dummy_sample_deter" => sample.clone(),
            "dummy_sample_deter * init_noise_sigma" => sample * (float)initSigma,
            _ => throw new UnsupportedException($"initial sample \"{text}\""),
        };
    }

    /// <summary>diffusers' dummy_noise_deter: the same ramp, falling.</summary>
    internal Tensor SliceNoise()
    {
        var slice = json.GetProperty("start_slice");
        if (slice.GetProperty("noise").GetString() != "dummy_noise_deter"
            || slice.GetProperty("add_noise_at").GetString() != "timesteps[:1]"
            || slice.GetProperty("times_order").GetString() != "timesteps[t_start * scheduler.order:]")
            throw new UnsupportedException($"start slice {slice}");
        return Ramp(rising: false);
    }

    private Tensor Ramp(bool rising)
    {
        // The records do not say their shape. UniPC's test file holds a second class, for 1-D samples, in its lower
        // half.
        var flat = Regex.Match(json.GetProperty("source").GetString()
            ?? "", @"test_scheduler_unipc\.py:(\d+)") is { Success: true } match
            && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) > 300;
        long[] shape = flat ? [3, 8, 4] : [3, 8, 8, 4];
        var count = shape.Aggregate(1L, (a, b) => a * b);
        using var scope = NewDisposeScope();
        var ramp = arange(count, ScalarType.Float32);
        if (!rising) ramp = ramp.flip(-1);
        return (ramp.reshape(shape) / count).permute(flat ? [2, 0, 1] : [3, 0, 1, 2]).contiguous()
            .MoveToOuterDisposeScope();
    }

    private static JsonElement StepKwargs(JsonElement json)
    {
        var all = json.GetProperty("step_kwargs").EnumerateArray().ToList();
        if (all.Count == 0) return default;
        if (all.Any(options => options.ToString() != all[0].ToString()))
            throw new UnsupportedException("step options that change from step to step");
        return all[0];
    }

    private static JsonElement? Optional(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static double[]? Numbers(JsonElement json, string name) =>
        Optional(json, name) is { } value
            && value.GetArrayLength() > 0 ? [.. value.EnumerateArray().Select(number => number.GetDouble())] : null;
}
