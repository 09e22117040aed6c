namespace Diffusion;

/// <summary>What a list of noise levels has to be before anybody walks along it.</summary>
internal static class LevelList
{
    /// <summary>
    /// Refuses a list that is too short, holds something that is no number, or does not fall at every step.
    /// </summary>
    /// <param name="levels">The list.</param>
    /// <param name="rises">Whether it has to rise instead.</param>
    /// <param name="wayOut">What to do about two levels in the wrong order.</param>
    internal static void Check(IReadOnlyList<NoiseLevel> levels, bool rises = false, string wayOut = "")
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count < 2)
            throw new ArgumentException(
                $"Sampling needs at least 2 noise levels, where to begin and where to go; there are {levels.Count}.",
                nameof(levels));
        for (var i = 0; i < levels.Count; i++)
        {
            if (!double.IsFinite(levels[i].Alpha) || !double.IsFinite(levels[i].Sigma))
                throw new ArgumentException($"Noise level {i} is not a number: {levels[i]}.", nameof(levels));
            if (i == 0) continue;
            var (less, more) = rises ? (levels[i - 1], levels[i]) : (levels[i], levels[i - 1]);
            if (!(less.LogSnr > more.LogSnr))
                throw new ArgumentException(
                    $"Noise has to {(rises ? "rise" : "fall")} at every step; from level {i - 1} ({levels[i - 1]}) to "
                    + $"level {i} ({levels[i]}) it does not. {wayOut}", nameof(levels));
        }
    }
}
