using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>Compares two JSON values, such as the descriptions of charts.</summary>
public static class JsonComparison
{
    /// <summary>What differs, with the path to it.</summary>
    public static IEnumerable<string> Differences(JsonNode? expected, JsonNode? here, Closeness closeness) =>
        (expected, here) switch
    {
        (JsonObject before, JsonObject after) => OfObjects(before, after, closeness),
        (JsonArray before, JsonArray after) when AreNumbers(before) && AreNumbers(after) =>
            OfSeries(before, after, closeness),
        (JsonArray before, JsonArray after) when before.Count != after.Count =>
            [$"{before.GetPath()}: {before.Count} items became {after.Count}"],
        (JsonArray before, JsonArray after) =>
            before.Zip(after).SelectMany(pair => Differences(pair.First, pair.Second, closeness)),
        _ when Kind(expected) != Kind(here) =>
            [$"{expected?.GetPath() ?? here!.GetPath()}: {Kind(expected)} became {Kind(here)}"],
        (JsonValue before, JsonValue after) => TextComparison
            .Differences(before.ToString(), after.ToString(), closeness)
            .Select(difference => $"{before.GetPath()}: {difference}"),
        _ => [],
    };

    private static IEnumerable<string> OfObjects(JsonObject expected, JsonObject here, Closeness closeness)
    {
        var names = expected.Select(member => member.Key).Order(StringComparer.Ordinal);
        var namesHere = here.Select(member => member.Key).Order(StringComparer.Ordinal);
        return names.SequenceEqual(namesHere)
            ? expected.SelectMany(member => Differences(member.Value, here[member.Key], closeness))
            : [$"{expected.GetPath()}: {string.Join('+', names)} became {string.Join('+', namesHere)}"];
    }

    /// <summary>
    /// The numbers of a chart are drawn on one axis, so a thousandth of the largest is what an eye could see.
    /// </summary>
    private static IEnumerable<string> OfSeries(JsonArray expected, JsonArray here, Closeness closeness)
    {
        if (expected.Count != here.Count)
            return [$"{expected.GetPath()}: {expected.Count} numbers became {here.Count}"];
        if (closeness == Closeness.Claims) return [];
        var (before, after) = (expected.Select(Value).ToArray(), here.Select(Value).ToArray());
        var allowed = PrintedNumber.Share * before.Concat(after).Select(Math.Abs).DefaultIfEmpty().Max();
        return before.Zip(after).Select((pair, index) => (pair, index))
            .Where(item => Math.Abs(item.pair.First - item.pair.Second) > allowed).Take(3)
            .Select(item => FormattableString.Invariant(
                $"{expected.GetPath()}[{item.index}]: {item.pair.First} became {item.pair.Second}"));
    }

    private static double Value(JsonNode? number) => (double)number!;

    private static bool AreNumbers(JsonArray items) => items.All(item => Kind(item) == JsonValueKind.Number);

    private static JsonValueKind Kind(JsonNode? json) => json?.GetValueKind() ?? JsonValueKind.Null;
}
