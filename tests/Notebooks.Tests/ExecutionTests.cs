using System.Text.Json.Nodes;
using Course.Book;
using Course.Running;
using NotebookKernel;

/// <summary>What the notebooks do when they run here.</summary>
public sealed class ExecutionTests(ExecutedCourse executed)
{
    private const string Solved = "✓ solved";
    private const string NotYet = "✗ not yet";

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void RunsToItsEnd(string name)
    {
        var state = executed.State(name);
        Assert.True(state.Status == ChapterStatus.Passed, state.Message);
    }

    /// <summary>
    /// On the kind of processor that made the committed outputs they come out the same to the last byte. Elsewhere sums
    /// are rounded differently, and training makes small differences large: there the shape of the outputs is the same.
    /// </summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void ShowsWhatIsCommitted(string name)
    {
        var committed = CourseNotebooks.Load(name);
        var here = NotebookDocument.Load(executed.ExecutedPath(name));
        var sameProcessor = JsonNode.DeepEquals(committed.Metadata[ExecuteNotebook.ExecutedOn], here.Metadata[ExecuteNotebook.ExecutedOn]);
        var differing = committed.Cells.Zip(here.Cells)
            .Where(pair => !Same(pair.First, pair.Second, exactly: sameProcessor))
            .Select(pair => $"cell {pair.First.Id}: {Describe(pair.First)} became {Describe(pair.Second)}");
        Assert.Empty(differing);
        Assert.Equal(committed.Cells.Count, here.Cells.Count);
        if (sameProcessor) Assert.Equal(File.ReadAllText(CourseNotebooks.PathOf(name)), File.ReadAllText(executed.ExecutedPath(name)));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void AnUntouchedExerciseFailsItsCheckAndItsSolutionPasses(string name)
    {
        var untouched = NotebookDocument.Load(executed.ExecutedPath(name)).CodeCells().Where(CourseNotebooks.IsExercise).ToList();
        Assert.All(untouched, cell => Assert.Contains(NotYet, Words(cell)));
        Assert.All(untouched, cell => Assert.DoesNotContain(Solved, Words(cell)));

        var solutions = NotebookDocument.Load(executed.SolutionsPath(name)).Cells;
        Assert.Equal(untouched.Select(cell => cell.Id), solutions.Select(cell => cell.Id));
        Assert.All(solutions, cell => Assert.Contains(Solved, Words(cell)));
        Assert.All(solutions, cell => Assert.DoesNotContain(NotYet, Words(cell)));
    }

    private static bool Same(NotebookCell committed, NotebookCell here, bool exactly)
    {
        if (committed.Source != here.Source) return false;
        return exactly ? Json(committed) == Json(here) : Describe(committed) == Describe(here);
    }

    private static string Json(NotebookCell cell) => string.Join('\n', cell.Outputs.Select(output => output switch
    {
        DisplayOutput display => string.Join('\n', display.Data.Select(form => form.Key + form.Value?.ToJsonString())) + display.Metadata.ToJsonString(),
        _ => output.ToString(),
    }));

    private static string Describe(NotebookCell cell) => "[" + string.Join(", ", cell.Outputs.Select(output => output switch
    {
        StreamOutput stream => stream.Name,
        DisplayOutput display => string.Join('+', display.Data.Keys.Order()),
        ErrorOutput error => "error " + error.Name,
        _ => "?",
    })) + "]";

    private static string Words(NotebookCell cell) => string.Join('\n', cell.Outputs.Select(output => output switch
    {
        StreamOutput stream => stream.Text,
        DisplayOutput display => display.Text("text/plain") ?? "",
        _ => "",
    }));
}
