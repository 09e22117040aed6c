using Course;
using Course.Notebooks;

public sealed class NotebookSelectionTests
{
    private static readonly NotebookFile[] All =
    [
        new("/c/00-what-a-diffusion-model-does.ipynb"), new("/c/01-variance-preserving-noise.ipynb"),
        new("/c/03-training-loop.ipynb"), new("/c/04-training-on-mnist.ipynb"), new("/c/10-guidance.ipynb"),
    ];

    [Theory]
    [InlineData("00", "00-what-a-diffusion-model-does")]
    [InlineData("0", "00-what-a-diffusion-model-does")]
    [InlineData("1", "01-variance-preserving-noise")]
    [InlineData("10", "10-guidance")]
    [InlineData("Guidance", "10-guidance")]
    [InlineData("mnist", "04-training-on-mnist")]
    [InlineData("notebooks/03-training-loop.ipynb", "03-training-loop")]
    public void FindsANotebookByNumberNameOrPart(string word, string name) =>
        Assert.Equal([name], NotebookSelection.Choose(All, [word]).Select(notebook => notebook.Name));

    [Fact]
    public void KeepsTheOrderOfTheCourseAndTakesEachOnce() =>
        Assert.Equal(["00", "10"],
            NotebookSelection.Choose(All, ["10", "00", "guidance"]).Select(notebook => notebook.Number));

    [Fact]
    public void TakesAllWhereNothingIsNamed() => Assert.Equal(All, NotebookSelection.Choose(All, []));

    [Theory]
    [InlineData("guidence", "Did you mean 10-guidance?")]
    [InlineData("mnits", "Did you mean 04-training-on-mnist?")]
    [InlineData("7", "There are: 00-what")]
    [InlineData("training", "could be any of: 03-training-loop, 04-training-on-mnist")]
    [InlineData("qqqqqqqqqqqqqqq", "There are: 00-what")]
    public void NamesWhatItCannotFindAndWhatIsNear(string word, string hint)
    {
        var mistake = Assert.Throws<UsageException>(() => NotebookSelection.Choose(All, [word]));
        Assert.Contains($"'{word}'", mistake.Message);
        Assert.Contains(hint, mistake.Message);
    }
}
