using System.Text.Json.Nodes;
using Course.Book;
using Course.Running;
using NotebookKernel;

/// <summary>What the notebooks do when they run here.</summary>
[Collection(nameof(ExecutedCourse))]
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
    /// So it is where a notebook found other data: its cell "data" then says something else.
    /// </summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void ShowsWhatIsCommitted(string name)
    {
        var committed = CourseNotebooks.Load(name);
        var here = NotebookDocument.Load(executed.ExecutedPath(name));
        var sameProcessor = JsonNode.DeepEquals(committed.Metadata[ExecuteNotebook.ExecutedOn], here.Metadata[ExecuteNotebook.ExecutedOn]);
        Assert.Equal(committed.Cells.Select(cell => cell.Source), here.Cells.Select(cell => cell.Source));
        var exactly = sameProcessor && Data(committed) == Data(here);
        var differing = committed.Cells.Zip(here.Cells).SelectMany(pair => OutputComparison.Differences(pair.First, pair.Second, exactly)).ToList();
        Assert.True(differing.Count == 0,
            $"{string.Join('\n', differing)}\nIf the change is meant: course run {name} --in-place, and commit the notebook.");
        if (exactly) Assert.Equal(File.ReadAllText(CourseNotebooks.PathOf(name)), File.ReadAllText(executed.ExecutedPath(name)));
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

    private static string Data(NotebookDocument notebook) => notebook.Cells.FirstOrDefault(cell => cell.Id == "data") is { } cell ? Words(cell) : "";

    private static string Words(NotebookCell cell) => string.Join('\n', cell.Outputs.Select(output => output switch
    {
        StreamOutput stream => stream.Text,
        DisplayOutput display => display.Text("text/plain") ?? "",
        _ => "",
    }));
}
