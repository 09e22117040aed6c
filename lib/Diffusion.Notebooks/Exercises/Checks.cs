using System.Globalization;
using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// Checks a learner's answers in one notebook. A check is the last line of its cell, without a semicolon, so that the
/// notebook shows the card that it returns. A wrong answer throws nothing: it shows the hint, and the second time more.
/// </summary>
/// <example><code>
/// Check.Close("energy at the midpoint", answer, expected: 0.5, tolerance: 0.01,
///     hint: "Add the squares of the two weights.", more: "0.5² + 0.5² = ...")
/// </code></example>
public sealed class Checks
{
    private readonly List<string> names = [];
    private readonly Dictionary<string, int> failures = [];
    private readonly Dictionary<string, CheckResult> results = [];

    /// <summary>The last verdict on each exercise, in the order in which they were first tried.</summary>
    public IReadOnlyList<CheckResult> Results => [.. names.Select(name => results[name])];

    /// <summary>Checks that something is true.</summary>
    /// <param name="name">The name of the exercise.</param>
    /// <param name="condition">True if the answer is right.</param>
    /// <param name="hint">What a first wrong answer shows.</param>
    /// <param name="more">What later wrong answers show as well.</param>
    public CheckResult That(string name, bool condition, string hint = "", string more = "") =>
        Record(name, condition, "", hint, more);

    /// <summary>
    /// Checks something that the learner's code computes; an exception of that code is a wrong answer.
    /// </summary>
    /// <inheritdoc cref="That(string, bool, string, string)"/>
    public CheckResult That(string name, Func<bool> condition, string hint = "", string more = "") =>
        Try(name, () => That(name, condition(), hint, more), hint, more);

    /// <summary>Checks that a number is near the expected one.</summary>
    /// <param name="name">The name of the exercise.</param>
    /// <param name="actual">The learner's number.</param>
    /// <param name="expected">The right number.</param>
    /// <param name="tolerance">The largest difference that is still right.</param>
    /// <param name="hint">What a first wrong answer shows.</param>
    /// <param name="more">What later wrong answers show as well.</param>
    public CheckResult Close(
        string name, double actual, double expected, double tolerance = 1e-6, string hint = "", string more = "") =>
        Record(name, Math.Abs(actual - expected) <= tolerance, $"The answer is {Show(actual)}.", hint, more);

    /// <summary>Checks that a list or a tensor is near the expected one, number by number.</summary>
    /// <inheritdoc cref="Close(string, double, double, double, string, string)"/>
    public CheckResult Close(
        string name, Numbers actual, Numbers expected, double tolerance = 1e-6, string hint = "", string more = "")
    {
        if (actual.Count != expected.Count)
            return Record(
                name, false, $"The answer has {actual.Count} numbers; {expected.Count} are expected.", hint, more);
        var worst = Enumerable.Range(0, actual.Count).DefaultIfEmpty(-1)
            .MaxBy(i => i < 0 ? 0 : Difference(actual[i], expected[i]));
        var passed = worst < 0 || Difference(actual[worst], expected[worst]) <= tolerance;
        return Record(
            name, passed, passed ? "" : $"Number {worst} of the answer is {Show(actual[worst])}.", hint, more);
    }

    /// <summary>Checks that every number of a list or a tensor is near one value.</summary>
    /// <inheritdoc cref="Close(string, double, double, double, string, string)"/>
    public CheckResult Close(
        string name, Numbers actual, double expected, double tolerance = 1e-6, string hint = "", string more = "") =>
        Close(name, actual, actual.Select(_ => expected).ToArray(), tolerance, hint, more);

    /// <summary>
    /// Checks a number that the learner's code computes; an exception of that code is a wrong answer.
    /// </summary>
    /// <inheritdoc cref="Close(string, double, double, double, string, string)"/>
    public CheckResult Close(string name, Func<double> actual, double expected, double tolerance = 1e-6,
        string hint = "", string more = "") =>
        Try(name, () => Close(name, actual(), expected, tolerance, hint, more), hint, more);

    /// <summary>
    /// Checks a tensor that the learner's code computes; an exception of that code is a wrong answer.
    /// </summary>
    /// <inheritdoc cref="Close(string, double, double, double, string, string)"/>
    public CheckResult Close(string name, Func<Tensor> actual, Tensor expected, double tolerance = 1e-6,
        string hint = "", string more = "") =>
        Try(name, () => Close(name, (Numbers)actual(), expected, tolerance, hint, more), hint, more);

    /// <summary>What the learner has solved in this notebook, as a card.</summary>
    public Rich Progress() => new CheckSummary(Results);

    /// <summary>
    /// The exercise is to write code that runs, so its exceptions are answers too: they are shown on the card.
    /// </summary>
    private CheckResult Try(string name, Func<CheckResult> check, string hint, string more)
    {
        try
        {
            return check();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Record(name, false,
                $"The code stops with {error.GetType().Name}: {error.Message.Split('\n')[0].Trim()}", hint, more);
        }
    }

    private CheckResult Record(string name, bool passed, string answer, string hint, string more)
    {
        if (!results.ContainsKey(name))
            names.Add(name);
        if (!passed)
            failures[name] = failures.GetValueOrDefault(name) + 1;
        string[] lines = passed ? [] : [answer, hint.Length > 0 ? $"Hint: {hint}" : "", failures[name] > 1 ? more : ""];
        return results[name] = new CheckResult(name, passed, lines);
    }

    private static double Difference(double a, double b) =>
        double.IsNaN(a - b) && !a.Equals(b) ? double.PositiveInfinity : a.Equals(b) ? 0 : Math.Abs(a - b);

    private static string Show(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
