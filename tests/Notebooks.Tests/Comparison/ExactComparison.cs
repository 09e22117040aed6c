/// <summary>Compares two texts to the last character.</summary>
public static class ExactComparison
{
    private const int Shown = 30;

    /// <summary>The first place where they differ, or nothing.</summary>
    public static IEnumerable<string> Differences(string expected, string here)
    {
        if (expected == here) return [];
        var at = expected.Zip(here).TakeWhile(pair => pair.First == pair.Second).Count();
        string Around(string text) => text[Math.Max(0, at - Shown)..Math.Min(text.Length, at + Shown)];
        return [$"'…{Around(expected)}…' became '…{Around(here)}…'"];
    }
}
