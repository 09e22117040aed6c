using System.Globalization;
using System.Text.Json;

namespace Diffusion.Tests;

/// <summary>
/// A diffusers configuration. Every option has to be read by the adapter, or the loop is unsupported.
/// </summary>
internal sealed class DiffusersConfig(JsonElement json)
{
    private readonly HashSet<string> read = [];

    internal double Number(string name, double fallback) => Value(name) is { } value
        ? value.ValueKind == JsonValueKind.Number ? value.GetDouble() : Infinite(name, value)
        : fallback;

    internal double? NumberOrNull(string name) => Value(name)?.GetDouble();

    internal int Whole(string name, int fallback) => Value(name)?.GetInt32() ?? fallback;

    internal bool Flag(string name, bool fallback = false) => Value(name)?.GetBoolean() ?? fallback;

    internal string Text(string name, string fallback) => Value(name)?.GetString() ?? fallback;

    internal double[]? Numbers(string name) =>
        Value(name) is { } value ? [.. value.EnumerateArray().Select(number => number.GetDouble())] : null;

    /// <summary>Options that change nothing here as long as they have this value (or are not set).</summary>
    internal void Must(string value, params string[] names)
    {
        foreach (var name in names)
            if (Value(name) is { } given && !Same(given, value)) throw new UnsupportedException($"{name} = {given}");
    }

    /// <summary>Options that change nothing, whatever their value.</summary>
    internal void Ignore(params string[] names) => read.UnionWith(names);

    /// <summary>Throws if an option was not read.</summary>
    internal void CheckAllRead()
    {
        if (json.ValueKind != JsonValueKind.Object) return;
        var unread = json.EnumerateObject()
            .Where(option => !read.Contains(option.Name) && option.Value.ValueKind != JsonValueKind.Null).ToList();
        if (unread.Count > 0)
            throw new UnsupportedException(
                $"options {string.Join(", ", unread.Select(option => $"{option.Name} = {option.Value}"))}");
    }

    private static bool Same(JsonElement given, string value) => given.ValueKind == JsonValueKind.Number
        ? double.TryParse(value, CultureInfo.InvariantCulture, out var number) && given.GetDouble() == number
        : given.ToString().Equals(value, StringComparison.OrdinalIgnoreCase);

    private JsonElement? Value(string name)
    {
        read.Add(name);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private static double Infinite(string name, JsonElement value) => value.GetString() switch
    {
        "-inf" => double.NegativeInfinity,
        "inf" => double.PositiveInfinity,
        var other => throw new UnsupportedException($"{name} = {other}"),
    };
}
