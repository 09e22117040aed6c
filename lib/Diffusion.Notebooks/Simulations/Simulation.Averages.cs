using System.Globalization;

namespace Diffusion.Notebooks;

public sealed partial class Simulation
{
    /// <summary>
    /// The cheapest guess where several answers are possible: drag the guess, the answers and their probabilities,
    /// choose squared or absolute error, and let noise fall, which makes some answers more probable than others.
    /// </summary>
    /// <param name="targets">2 to 6 different finite numbers, the answers.</param>
    /// <param name="weights">Their probabilities, above 0, of any sum; null: all the same.</param>
    /// <param name="guess">Where the guess stands first; null is halfway from the mean to the largest target.</param>
    /// <exception cref="ArgumentException">
    /// There are too few or too many targets, or one is not a number of its own.
    /// </exception>
    public static Simulation AveragesOf(double[] targets, double[]? weights = null, double? guess = null)
    {
        weights ??= [.. targets.Select(_ => 1.0)];
        if (targets.Length is < 2 or > 6 || targets.Distinct().Count() < targets.Length
            || !targets.All(double.IsFinite))
            throw new ArgumentException(
                $"Give 2 to 6 targets, different and finite, not {Said(targets)}.", nameof(targets));
        if (weights.Length != targets.Length || !weights.All(weight => weight > 0 && double.IsFinite(weight)))
            throw new ArgumentException(
                $"{targets.Length} targets need as many probabilities above 0, not {Said(weights)}.", nameof(weights));
        double[] shares = [.. weights.Select(weight => weight / weights.Sum())];
        var mean = targets.Zip(shares, (y, w) => y * w).Sum();
        var start = guess ?? (mean + targets.Max()) / 2;
        if (!double.IsFinite(start))
            throw new ArgumentException(
                $"The guess is a finite number, not {start}.", nameof(guess));
        double Cost(double g) => targets.Zip(shares, (y, w) => w * (g - y) * (g - y)).Sum();
        var seen = targets[Array.IndexOf(shares, shares.Max())] + 0.1 * (targets.Max() - targets.Min());
        return new("averages", "The cheapest guess is a mean",
            "Drag your guess on the line, and the targets at the ends of their bars: sideways where they are, down to "
            + "make them more probable. Then let the noise fall: what is seen makes some targets likelier, and the "
            + "cheapest guess moves there.",
            string.Create(CultureInfo.InvariantCulture,
                $"Targets {Said(targets)} with probabilities {Said(shares)}: the guess {start:0.00} costs "
                + $"{Cost(start):0.00}, their mean {mean:0.00} costs {Cost(mean):0.00}, and no guess less."),
            new { Targets = targets, Weights = shares, Guess = start, Seen = seen },
            () => AveragesStill.Draw(targets, shares, start, mean));
    }

    private static string Said(double[] numbers) =>
        numbers.Length == 0 ? "none" : string.Join(
            ", ", numbers.Select(number => number.ToString("0.##", CultureInfo.InvariantCulture)));
}
