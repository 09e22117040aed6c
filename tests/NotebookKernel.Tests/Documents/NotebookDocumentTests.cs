using System.Text.Json.Nodes;

namespace NotebookKernel.Tests;

public sealed class NotebookDocumentTests
{
    [Theory]
    [InlineData("jupyter.ipynb")]
    [InlineData("polyglot.ipynb")]
    [InlineData("escaped.ipynb")]
    [InlineData("compact.ipynb")]
    public void AnUnchangedDocumentIsWrittenByteForByte(string name)
    {
        var target = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".ipynb");
        try
        {
            NotebookDocument.Load(Fixture.PathOf(name)).Save(target);
            Assert.Equal(File.ReadAllBytes(Fixture.PathOf(name)), File.ReadAllBytes(target));
        }
        finally
        {
            File.Delete(target);
        }
    }

    [Fact]
    public void LineEndsOfWindowsAreKept()
    {
        var json = Fixture.Text("jupyter.ipynb").Replace("\n", "\r\n");
        Assert.Equal(json, NotebookDocument.Parse(json).ToJson());
    }

    [Theory]
    [InlineData("jupyter.ipynb")]
    [InlineData("polyglot.ipynb")]
    public void SettingEverythingToWhatItIsChangesNothing(string name)
    {
        var document = NotebookDocument.Load(Fixture.PathOf(name));
        foreach (var cell in document.Cells)
        {
            cell.Source = cell.Source;
            if (cell.Kind != CellKind.Code)
                continue;
            cell.Outputs = cell.Outputs;
            cell.ExecutionCount = cell.ExecutionCount;
        }
        Assert.Equal(Fixture.Text(name), document.ToJson());
    }

    [Fact]
    public void OutputsAreWrittenAsJupyterWritesThem()
    {
        var document = NotebookDocument.Load(Fixture.PathOf("jupyter.ipynb"));
        var outputs = document.Cells[1].Outputs;
        document.Cells[1].Outputs = [];
        document.Cells[1].Outputs = outputs;
        Assert.Equal(Fixture.Text("jupyter.ipynb"), document.ToJson());
    }

    [Fact]
    public void ReadsCellsOfJupyter()
    {
        var cells = NotebookDocument.Load(Fixture.PathOf("jupyter.ipynb")).Cells;
        Assert.Equal(["a1", "b2", "c3", "d4", "e5"], cells.Select(cell => cell.Id));
        Assert.Equal(
            [CellKind.Markdown, CellKind.Code, CellKind.Code, CellKind.Raw, CellKind.Code],
            cells.Select(cell => cell.Kind));
        Assert.Equal("Console.WriteLine(\"tab\\t\");\nvar x = 1;\nx", cells[1].Source);
        Assert.Equal("csharp", cells[1].Language);
        Assert.Equal(1, cells[1].ExecutionCount);
        Assert.Null(cells[2].ExecutionCount);
        Assert.Equal(["x"], cells[1].Tags);
        Assert.Empty(cells[0].Outputs);
    }

    [Fact]
    public void ReadsOutputs()
    {
        var outputs = NotebookDocument.Load(Fixture.PathOf("jupyter.ipynb")).Cells[1].Outputs;
        Assert.Equal(new StreamOutput("stdout", "line 1\nline 2\r100%\u001b[31m red\n"), outputs[0]);
        var result = Assert.IsType<DisplayOutput>(outputs[1]);
        Assert.True(result.IsResult);
        Assert.Equal(1, result.ExecutionCount);
        Assert.Equal("<b>1</b>\n<i>2</i>", result.Text("text/html"));
        Assert.Equal("iVBORw0KGgo=\n", result.Text("image/png"));
        Assert.Null(result.Text("application/json"));
        Assert.Equal("line\nline", result.Data["application/json"]!["a"]!.GetValue<string>());
        Assert.Equal(10, result.Metadata["image/png"]!["width"]!.GetValue<int>());
        var display = Assert.IsType<DisplayOutput>(outputs[2]);
        Assert.False(display.IsResult);
        Assert.Equal("<svg>\n</svg>", display.Text("image/svg+xml"));
        var error = Assert.IsType<ErrorOutput>(outputs[3]);
        Assert.Equal(("E", "bad"), (error.Name, error.Message));
        Assert.Equal("  at x", error.Traceback[1]);
    }

    [Fact]
    public void ReadsLanguagesOfPolyglotCells()
    {
        var cells = NotebookDocument.Load(Fixture.PathOf("polyglot.ipynb")).Cells;
        Assert.Equal(["csharp", "html"], cells.Where(cell => cell.Kind == CellKind.Code).Select(cell => cell.Language));
    }

    [Fact]
    public void TheLanguageOfAForeignNotebookIsItsOwn()
    {
        var document = NotebookDocument.Parse(
            """{"cells":[],"metadata":{"language_info":{"name":"Python"}},"nbformat":4,"nbformat_minor":5}""");
        Assert.Equal("python", document.Language);
    }

    [Fact]
    public void ChangesOneCellAndNothingElse()
    {
        var document = NotebookDocument.Load(Fixture.PathOf("polyglot.ipynb"));
        document.Cells[1].ExecutionCount = 7;
        document.Cells[1].Outputs = [new StreamOutput("stdout", "a\nb")];
        var expected = JsonNode.Parse(Fixture.Text("polyglot.ipynb"))!;
        expected["cells"]![1]!["execution_count"] = 7;
        expected["cells"]![1]!["outputs"] = JsonNode.Parse(
            """[{"name":"stdout","output_type":"stream","text":["a\n","b"]}]""");
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(document.ToJson())!.ToJsonString());
    }

    [Fact]
    public void IdsAreMadeOnlyWhereTheFormatHasThemAndAreTheSameEachTime()
    {
        const string cell = """{"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":"1"}""";
        string With(int minor) =>
            $$"""{"cells":[{{cell}},{{cell}}],"metadata":{},"nbformat":4,"nbformat_minor":{{minor}}}""";

        var old = NotebookDocument.Parse(With(4));
        old.AddMissingIds();
        Assert.Equal(With(4), old.ToJson());

        var first = NotebookDocument.Parse(With(5));
        var second = NotebookDocument.Parse(With(5));
        first.AddMissingIds();
        second.AddMissingIds();
        Assert.Equal(first.ToJson(), second.ToJson());
        var ids = NotebookDocument.Parse(first.ToJson()).Cells.Select(c => c.Id).ToList();
        Assert.Equal(2, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9-_]{1,64}$", id));
        Assert.Equal(ids, first.Cells.Select(c => c.Id));
    }

    [Fact]
    public void AFailedSaveLeavesTheFileAndNoOther()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var target = Path.Combine(folder.FullName, "a.ipynb");
            Directory.CreateDirectory(target);
            var document = NotebookDocument.Load(Fixture.PathOf("compact.ipynb"));
            Assert.ThrowsAny<Exception>(() => document.Save(target));
            Assert.Equal([target], Directory.GetFileSystemEntries(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("", "no.ipynb is not valid JSON")]
    [InlineData("{\n \"cells\": [\n  {]\n", "no.ipynb is not valid JSON (line 3, byte 4)")]
    [InlineData("[]", "no notebook")]
    [InlineData("{}", "unknown (no \"nbformat\")")]
    [InlineData("""{"nbformat":3,"worksheets":[]}""", "notebook format 3")]
    [InlineData("""{"nbformat":4,"cells":{}}""", "no list of \"cells\"")]
    [InlineData("""{"nbformat":4,"cells":[1]}""", "no.ipynb, cell 1 is not an object")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"cod"}]}""", "'cod'; it must be code, markdown or raw")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"markdown","source":5}]}""", "no \"source\"")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":""}]}""", "without a list of \"outputs\"")]
    [InlineData(
        """{"nbformat":4,"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"pyout"}]}]}""", "'pyout'")]
    [InlineData("""{"nbformat":4,"nbformat":4,"cells":[]}""", "same name twice")]
    public void ABrokenNotebookIsNamedAndItsFaultToo(string json, string expected)
    {
        var error = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Parse(json, "no.ipynb"));
        Assert.Contains("no.ipynb", error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void AFileThatIsNotTextIsNamed()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [(byte)'{', 0xFF, 0xFE]);
            var error = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Load(path));
            Assert.Contains(path, error.Message);
            Assert.Contains("UTF-8", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void OnlyCodeCellsTakeOutputs()
    {
        var markdown = NotebookDocument.Load(Fixture.PathOf("jupyter.ipynb")).Cells[0];
        Assert.Throws<InvalidOperationException>(() => markdown.Outputs = []);
        Assert.Throws<InvalidOperationException>(() => markdown.ExecutionCount = 1);
    }
}
