using NotebookKernel;

/// <summary>How closely the cells of the course are compared.</summary>
public sealed class ComparisonRulesTests
{
    [Fact]
    public void EveryExceptionIsACellThatWouldBeComparedMoreClosely() =>
        Assert.All(ComparisonRules.Exceptions, exception =>
    {
        var cell = Assert.Single(CourseNotebooks.Load(exception.Key.Notebook).CodeCells(), cell =>
            cell.Id == exception.Key.Cell);
        Assert.NotEmpty(cell.Outputs);
        Assert.DoesNotContain(TrainedCells.Tag, cell.Tags);
        Assert.NotEmpty(exception.Value);
    });

    [Theory]
    [InlineData("opening", Closeness.Numbers)]
    [InlineData("targets", Closeness.Claims)]
    [InlineData("train", Closeness.Claims)]
    public void ACellHasItsCloseness(string cell, Closeness closeness)
    {
        var notebook = CourseNotebooks.Load("03-training-loop");
        Assert.Equal(closeness,
            ComparisonRules.For("03-training-loop", notebook, notebook)(notebook.Cells.Single(each =>
                each.Id == cell)));
    }

    [Fact]
    public void OtherDataLeaveOnlyTheKindsOfOutputs()
    {
        var committed = CourseNotebooks.Load("04-training-on-mnist");
        var here = CourseNotebooks.Load("04-training-on-mnist");
        here.Cells.Single(cell => cell.Id == ComparisonRules.DataCell).Outputs = [new StreamOutput("stdout",
            "garments")];
        Assert.All(committed.Cells, cell => Assert.Equal(Closeness.Kinds, ComparisonRules.For("04-training-on-mnist",
            committed, here)(cell)));
    }
}
