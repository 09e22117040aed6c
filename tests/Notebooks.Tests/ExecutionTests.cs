using Course.Book;
using NotebookKernel;

/// <summary>What the notebooks do when they run here.</summary>
[Trait("Lane", "slow")]
[Collection(nameof(ExecutedCourse))]
public sealed class ExecutionTests(ExecutedCourse executed)
{
    private const string Solved = "✓ solved";
    private const string NotYet = "✗ not yet";

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ExecutedCourse.Names), MemberType = typeof(ExecutedCourse))]
    public void RunsToItsEnd(string name)
    {
        var state = executed.State(name);
        Assert.True(state.Status == ChapterStatus.Passed, state.Message);
    }

    /// <summary>
    /// Machines round sums in their own ways: <see cref="ComparisonRules"/> says how alike a cell has to be.
    /// </summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ExecutedCourse.Names), MemberType = typeof(ExecutedCourse))]
    public void ShowsWhatIsCommitted(string name)
    {
        var committed = CourseNotebooks.Load(name);
        var here = NotebookDocument.Load(executed.ExecutedPath(name));
        var differing = OutputComparison.Differences(committed, here, ComparisonRules.For(name, committed, here));
        Assert.True(differing.Count == 0,
            $"{string.Join('\n', differing)}\nIf the change is meant: course run {name} --in-place, and commit the notebook.");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ExecutedCourse.Names), MemberType = typeof(ExecutedCourse))]
    public void AnUntouchedExerciseFailsItsCheckAndItsSolutionPasses(string name)
    {
        var untouched = NotebookDocument.Load(executed.ExecutedPath(name)).CodeCells()
            .Where(CourseNotebooks.IsExercise).ToList();
        Assert.All(untouched, cell => Assert.Contains(NotYet, Words(cell)));
        Assert.All(untouched, cell => Assert.DoesNotContain(Solved, Words(cell)));

        var solutions = NotebookDocument.Load(executed.SolutionsPath(name)).Cells;
        Assert.Equal(untouched.Select(cell => cell.Id), solutions.Select(cell => cell.Id));
        Assert.All(solutions, cell => Assert.Contains(Solved, Words(cell)));
        Assert.All(solutions, cell => Assert.DoesNotContain(NotYet, Words(cell)));
    }

    private static string Words(NotebookCell cell) => string.Join('\n', cell.Outputs.Select(output => output switch
    {
        StreamOutput stream => stream.Text,
        DisplayOutput display => display.Text("text/plain") ?? "",
        _ => "",
    }));
}
