using Course.Commands;
using NotebookKernel;

/// <summary><c>course convert</c>, and .dib files that are run.</summary>
public sealed class ConvertCommandTests : IDisposable
{
    private const string Dib = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":[],"languageName":"csharp","name":"csharp"}]}}

        #!markdown

        # A title

        #!csharp

        var x = 3;
        x * 2

        #!fsharp

        let y = 4

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("convert").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ADibBecomesANotebookAndTheSameDibAgain()
    {
        File.WriteAllText(Path.Combine(_folder, "a.dib"), Dib);
        Assert.Equal(0, await ConvertAsync("a.dib", "b.ipynb"));
        var notebook = NotebookDocument.Load(Path.Combine(_folder, "b.ipynb"));
        Assert.Equal([CellKind.Markdown, CellKind.Code, CellKind.Code], notebook.Cells.Select(cell => cell.Kind));
        Assert.Equal(["# A title", "var x = 3;\nx * 2", "let y = 4"], notebook.Cells.Select(cell => cell.Source));
        Assert.Equal(["csharp", "fsharp"], notebook.Cells.Skip(1).Select(cell => cell.Language));

        Assert.Equal(0, await ConvertAsync("b.ipynb", "c.dib"));
        Assert.Equal(0, await ConvertAsync("c.dib", "d.ipynb"));
        var again = NotebookDocument.Load(Path.Combine(_folder, "d.ipynb"));
        Assert.Equal(notebook.Cells.Select(cell => (cell.Language, cell.Source)),
            again.Cells.Select(cell => (cell.Language, cell.Source)));
    }

    [Theory]
    [InlineData("gone.dib", "b.ipynb", "There is no file")]
    [InlineData("a.dib", "b.txt", "must end in .ipynb or .dib")]
    [InlineData("a.dib", "a.dib", "is the file itself")]
    [InlineData("a.dib", "there.ipynb", "--force replaces it")]
    [InlineData("there.ipynb", "b.dib", "not valid JSON")]
    public async Task AMistakeIsNamedAndNothingIsWritten(string from, string to, string words)
    {
        File.WriteAllText(Path.Combine(_folder, "a.dib"), Dib);
        File.WriteAllText(Path.Combine(_folder, "there.ipynb"), "{ mine");
        using var error = new StringWriter();
        Assert.Equal(CommandLine.UsageError,
            await CommandLine.RunAsync(["convert", PathOf(from), PathOf(to)], TextWriter.Null, error));
        Assert.Contains(words, error.ToString());
        Assert.Equal(["a.dib", "there.ipynb"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.Equal("{ mine", File.ReadAllText(PathOf("there.ipynb")));
    }

    [Fact]
    [Trait("Lane", "slow")]
    public async Task ADibIsRun()
    {
        using var course = new TemporaryCourse().With("00-one", "1");
        File.WriteAllText(PathOf("a.dib"), Dib);
        var run = await Typed.CourseAsync(
            ["run", PathOf("a.dib"), "--in-place", "--course", course.Root, "--output", course.Book]);
        Assert.Equal(0, run.ExitCode);
        var executed = NotebookDocument.Load(Path.Combine(course.Book, "notebooks", "a.ipynb"));
        Assert.Equal("6", Assert.IsType<DisplayOutput>(Assert.Single(executed.Cells[1].Outputs)).Text("text/plain"));
        Assert.Equal(Dib, File.ReadAllText(PathOf("a.dib")));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private Task<int> ConvertAsync(string from, string to) =>
        CommandLine.RunAsync(["convert", PathOf(from), PathOf(to)], TextWriter.Null, TextWriter.Null);
}
