using System.Globalization;
using System.Runtime.CompilerServices;

namespace Diffusion.Notebooks;

/// <summary>
/// What a notebook claims, it proves: a true claim is printed with its number, a false one stops the notebook.
/// </summary>
public static class Claim
{
    /// <summary>Claims that something is so.</summary>
    /// <exception cref="ClaimFailedException">It is not.</exception>
    public static void That(bool holds, string statement, [CallerArgumentExpression(nameof(holds))] string code = "") =>
        Report(holds, statement, $"'{code}' is false");

    /// <summary>Claims that a number is at most <paramref name="within"/> away from another.</summary>
    /// <exception cref="ClaimFailedException">It is further away, or no number.</exception>
    public static void Near(double actual, double expected, double within, string statement) =>
        Report(Math.Abs(actual - expected) <= within,
            $"{statement}: {Short(actual)} (expected {Short(expected)} ± {Short(within)})",
            $"off by {Short(Math.Abs(actual - expected))}");

    /// <summary>Claims that a number is below a limit.</summary>
    /// <exception cref="ClaimFailedException">It is not, or no number.</exception>
    public static void Below(double actual, double limit, string statement) =>
        Report(actual < limit, $"{statement}: {Short(actual)} < {Short(limit)}",
            "the first number is not the smaller one");

    /// <summary>Claims that a number is above a limit.</summary>
    /// <exception cref="ClaimFailedException">It is not, or no number.</exception>
    public static void Above(double actual, double limit, string statement) =>
        Report(
            actual > limit, $"{statement}: {Short(actual)} > {Short(limit)}", "the first number is not the larger one");

    private static void Report(bool holds, string statement, string why)
    {
        if (!holds) throw new ClaimFailedException($"This claim does not hold: {statement} ({why}).");
        Console.WriteLine($"✓ {statement}");
    }

    private static string Short(double value) => value.ToString("0.####", CultureInfo.InvariantCulture) is var text
        && (text is "0" or "-0") && value != 0
        ? value.ToString("0.#e+0", CultureInfo.InvariantCulture)
        : text;
}

/// <summary>A notebook's claim turned out to be false.</summary>
public sealed class ClaimFailedException(string message) : Exception(message);
