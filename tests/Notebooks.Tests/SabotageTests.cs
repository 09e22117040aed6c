using Course.Notebooks;

/// <summary>A claim has to be able to fail: under its sabotage each one does.</summary>
public sealed class SabotageTests
{
    /// <summary>The notebooks that have sabotages.</summary>
    public static TheoryData<string> Sabotaged { get; } =
        [.. CourseNotebooks.Folder.Notebooks.Where(notebook => File.Exists(Sabotage.PathFor(notebook.Path))).Select(notebook => notebook.Name)];

    [Theory]
    [MemberData(nameof(Sabotaged))]
    public void EachClaimHasASabotage(string name)
    {
        var sabotages = Sabotage.Of(CourseNotebooks.PathOf(name));
        var claims = CourseNotebooks.Load(name).CodeCells().SelectMany(cell => ClaimCalls.In(cell.Source)).ToList();
        Assert.NotEmpty(claims);
        Assert.DoesNotContain(claims, claim => !sabotages.Any(sabotage => ClaimCalls.Says(claim, sabotage.Words)));
    }

    [Theory]
    [MemberData(nameof(Sabotaged))]
    public async Task EachClaimFailsUnderItsSabotage(string name)
    {
        var book = Path.Combine(CourseNotebooks.Folder.Root, "artifacts", "tests", "sabotage", name);
        var run = await Typed.CourseAsync("run", name, "--sabotage", "--course", CourseNotebooks.Folder.Root, "--output", book);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var table = await File.ReadAllLinesAsync(SabotageReport.PathFor(Path.Combine(book, "notebooks", name + ".ipynb")), TestContext.Current.CancellationToken);
        Assert.Equal(Sabotage.Of(CourseNotebooks.PathOf(name)).Count, table.Count(line => line.Contains("This claim does not hold", StringComparison.Ordinal)));
    }
}
