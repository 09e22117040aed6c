using System.Text.Json.Nodes;

/// <summary>A small course in a folder of its own, gone after the test.</summary>
public sealed class TemporaryCourse : IDisposable
{
    public TemporaryCourse()
    {
        Root = Directory.CreateTempSubdirectory("course-").FullName;
        Directory.CreateDirectory(Path.Combine(Root, "notebooks", "solutions"));
    }

    public string Root { get; }

    public string Book => Path.Combine(Root, "book");

    public string NotebookPath(string name) => Path.Combine(Root, "notebooks", name + ".ipynb");

    /// <summary>Adds a notebook whose code cells have the ids cell-1, cell-2 and so on.</summary>
    public TemporaryCourse With(string name, params string[] code)
    {
        var cells = code.Select((source, index) => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code", ["id"] = $"cell-{index + 1}", ["metadata"] = new JsonObject(),
            ["execution_count"] = null, ["outputs"] = new JsonArray(), ["source"] = source,
        });
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells]),
            ["metadata"] = new JsonObject { ["language_info"] = new JsonObject { ["name"] = "C#" } },
            ["nbformat"] = 4, ["nbformat_minor"] = 5,
        };
        File.WriteAllText(NotebookPath(name), notebook.ToJsonString());
        return this;
    }

    public void WriteSolutions(string name, string text) =>
        File.WriteAllText(Path.Combine(Root, "notebooks", "solutions", name + ".csx"), text);

    public string BookFile(string relative) => File.ReadAllText(Path.Combine(Book, relative));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
