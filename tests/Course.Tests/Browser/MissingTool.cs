using System.Diagnostics.CodeAnalysis;

/// <summary>What to do where the machine lacks something that a test needs.</summary>
public static class MissingTool
{
    // .ci/run sets the second: what it runs has to be whole, wherever it is run.
    private static readonly string[] Marks = ["CI", "COURSE_BOOK"];

    /// <summary>Skips the test; fails it in CI, which has to have everything.</summary>
    /// <param name="reason">What is missing, and how to get it.</param>
    [DoesNotReturn]
    public static void Skip(string reason)
    {
        Assert.False(Marks.Any(mark => Environment.GetEnvironmentVariable(mark) is { Length: > 0 }), reason);
        Assert.Skip(reason);
    }
}
