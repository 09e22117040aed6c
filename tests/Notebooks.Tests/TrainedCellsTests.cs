using System.Text.Json.Nodes;
using NotebookKernel;

/// <summary>The tag of cells that show what live training made is where it belongs, and nowhere else.</summary>
public sealed class TrainedCellsTests
{
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CourseNotebooks.Names), MemberType = typeof(CourseNotebooks))]
    public void TheTagIsOnWhatTrainingMade(string name)
    {
        var notebook = CourseNotebooks.Load(name);
        var tagged = notebook.CodeCells().Where(cell => cell.Tags.Contains(TrainedCells.Tag)).Select(cell => cell.Id);
        Assert.Equal(string.Join(' ', TrainedCells.Of(notebook)), string.Join(' ', tagged));
    }

    /// <summary>
    /// Each case is the cells that come after one that declares things; all but functions show what was trained.
    /// </summary>
    [Theory]
    [InlineData("trainer.Train(3)", "var drawn = Draw(trainer);", "drawn")]
    [InlineData("foreach (var step in trainer.Train(3)) losses.Add(step.Loss);", "losses.Last()")]
    [InlineData("foreach (var each in trainers) each.Train(3);", "trainers[0].Loss")]
    [InlineData("double Step() { loss.backward(); return 1; }", "var late = Step();", "late")]
    [InlineData("double Fit(Model m) { m.Train(3); return m; }", "Fit(model);", "model.Loss")]
    [InlineData("trainer.Train(3);", "double Loss(int t) => trainer.Loss(t);", "Loss(3)")]
    [InlineData("double Loss(int t) => Other(t);\ndouble Other(int t) => trainer.Loss(t);\ntrainer.Train(3);",
        "Loss(3)")]
    [InlineData("trainer.Train(3);", "var (a, b) = (1, trainer.Loss);", "$\"{b:0.00}\"")]
    [InlineData("trainer.Train(3);", "late = trainer.Loss;", "late")]
    [InlineData("for (;;) model.forward(x).backward();", "model.forward(x)")]
    public void ItFollowsNames(params string[] cells)
    {
        var shows = cells.Index().Where(cell => cell.Item.Contains('\n') || !cell.Item.StartsWith("double ",
            StringComparison.Ordinal)).Select(cell => $"cell-{cell.Index + 1}");
        Assert.Equal(shows, TrainedCells.Of(Notebook([Things, .. cells])));
    }

    [Theory]
    [InlineData("trainer.Train(3);", "model.Loss")]
    [InlineData("trainer.Train(3);", "points.Select(trainer => trainer.X)")]
    [InlineData("trainer.Train(3);", "chart.trainer")]
    [InlineData("trainer.Train(3);", "var trainer = 3;\ntrainer")]
    [InlineData("foreach (var step in trainer.Train(3)) { }", "foreach (var step in points) Console.Write(step);")]
    [InlineData("double Step() { loss.backward(); return 1; }", "loss")]
    public void ItFollowsNoOther(string first, string second) =>
        Assert.DoesNotContain("cell-2", TrainedCells.Of(Notebook(Things, first, second)));

    private const string Things = "var (trainer, trainers, model, losses, loss, late) = Things();";

    private static NotebookDocument Notebook(params string[] code) => NotebookDocument.Parse(new JsonObject
    {
        ["cells"] = new JsonArray([.. code.Select((source, index) => new JsonObject
        {
            ["cell_type"] = "code", ["id"] = $"cell-{index}", ["metadata"] = new JsonObject(), ["execution_count"] = 1,
                ["source"] = source,
            ["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout",
                ["text"] = "" }),
        })]),
        ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5,
    }.ToJsonString());
}
