using Course.Book;
using Course.Notebooks;

/// <summary>A claim has to be able to fail: under its sabotage each one does.</summary>
public sealed class SabotageTests
{
    /// <summary>All notebooks: each of them claims something.</summary>
    public static TheoryData<string> Names { get; } =
        [.. CourseNotebooks.Folder.Notebooks.Select(notebook => notebook.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachClaimHasASabotageThatSaysWhatIsWrong(string name)
    {
        var chapter = SabotagePage.Read(
            CourseNotebooks.Folder.Notebooks.Single(notebook => notebook.Name == name), name, []);
        Assert.NotEmpty(chapter.Claims);
        Assert.DoesNotContain(chapter.Claims, claim => claim.Sabotages.Count == 0);
        Assert.DoesNotContain(chapter.Claims,
            claim => claim.Sabotages.Any(one => one.Sabotage.Explanation.Length == 0));
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Names))]
    public async Task EachClaimFailsUnderItsSabotage(string name)
    {
        // The nightly's notebooks were run with their sabotages: that is judged. Else it is done here.
        var own = Path.Combine(CourseNotebooks.Folder.Root, "artifacts", "tests", "sabotage", name);
        string ReportIn(string book) => SabotageReport.PathFor(Path.Combine(book, "notebooks", name + ".ipynb"));
        var made = Environment.GetEnvironmentVariable(ExecutedCourse.Variable) is { Length: > 0 } book ? book : own;
        if (made == own || !File.Exists(ReportIn(made)))
        {
            var run = await Typed.CourseAsync(
                "run", name, "--sabotage", "--course", CourseNotebooks.Folder.Root, "--output", own);
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            made = own;
        }
        Assert.Equal(
            Sabotage.Of(CourseNotebooks.PathOf(name)).Select(sabotage => sabotage.Version),
            SabotageReport.Read(ReportIn(made)).Where(result => result.Said is not null).Select(result => result.Of));
    }
}
