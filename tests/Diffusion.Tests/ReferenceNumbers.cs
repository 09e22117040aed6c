using System.Text.Json;

namespace Diffusion.Tests;

/// <summary>The files of <c>vectors/</c>: numbers that others computed, by other means.</summary>
internal static class ReferenceNumbers
{
    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "vectors", name);

    internal static JsonElement Load(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(name)));
        return document.RootElement.Clone();
    }

    internal static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    internal static double[] Numbers(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>Equal up to a relative error (absolute for numbers around 0).</summary>
    internal static void AssertClose(double expected, double actual, double relative, string what)
    {
        var allowed = relative * Math.Max(Math.Abs(expected), 1e-12);
        Assert.True(Math.Abs(expected - actual) <= allowed, $"{what}: expected {expected:R}, got {actual:R}");
    }
}
