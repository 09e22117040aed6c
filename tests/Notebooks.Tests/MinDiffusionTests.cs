using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Diffusion;
using NotebookKernel;

/// <summary>
/// Notebook 13 promises the whole method on a page, without this library, and a checkpoint that the same lines made.
/// </summary>
public sealed partial class MinDiffusionTests
{
    private const string Name = "13-min-diffusion", Checkpoint = "min-diffusion-garments.safetensors";

    /// <summary>The part of the method that made the checkpoint, and what it learns from.</summary>
    private static readonly string[] Made = ["method-noise", "method-time", "method-block", "method-network",
        "method-train"];

    private static readonly IReadOnlyDictionary<string, string> Cells =
        CourseNotebooks.Load(Name).CodeCells().ToDictionary(cell => cell.Id, cell => cell.Source);

    private static readonly string[] Method =
        [.. Cells.Where(cell => cell.Key.StartsWith("method-", StringComparison.Ordinal)).Select(cell => cell.Value)];

    [Fact]
    public void TheMethodHasFewerThanAHundredLines() =>
        Assert.InRange(
            Method.SelectMany(cell => cell.Split('\n')).Count(line => !string.IsNullOrWhiteSpace(line)), 50, 99);

    [Fact]
    public void TheMethodUsesNoTypeOfThisLibrary()
    {
        var own = new[] { typeof(NoiseSchedule), typeof(Diffusion.Notebooks.Claim) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).Select(type => type.Name.Split('`')[0]).ToHashSet();
        Assert.Contains("NoiseSchedule", own);
        Assert.DoesNotContain(Method.SelectMany(cell => Word().Matches(cell).Select(word => word.Value)), own.Contains);
    }

    /// <summary>Each line that the table puts beside an equation stands in the method, letter by letter.</summary>
    [Fact]
    public void TheTableQuotesTheMethod()
    {
        var table = CourseNotebooks.Load(Name).Cells.Single(cell => cell.Id == "table-md").Source;
        var equations = table.Split("| letter |")[0].Split('\n').Where(line => line.StartsWith('|')).Skip(2).ToList();
        var quoted = equations.SelectMany(
            row => Quoted().Matches(row.Split('|')[^2]).Select(match => match.Groups[1].Value)).ToList();
        Assert.InRange(quoted.Count, 10, 20);
        var method = string.Join('\n', Method);
        Assert.All(quoted, line => Assert.Contains(line, method, StringComparison.Ordinal));
    }

    [Fact]
    public void TheCheckpointsLinesAreTheNotebooks()
    {
        var code = string.Join('\n', Made.Select(id => Comment().Replace(Cells[id], "")));
        var bare = string.Concat(code.Where(letter => !char.IsWhiteSpace(letter)));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bare))), Section(),
            StringComparison.Ordinal);
    }

    /// <summary>
    /// The command of data/README.md, stopped after as many steps as the file remembers, loses what it lost then.
    /// </summary>
    [Fact]
    [Trait("Lane", "slow")]
    public async Task TheCommandBeginsAsTheCheckpointDid()
    {
        var committed = Safetensors.Parse(EmbeddedData.Read(Checkpoint), Checkpoint);
        var remembered = Numbers(committed.Metadata["losses"]);
        Assert.Equal(20, remembered.Length);

        const string AllSteps = "weight, steps, rate)", LaterSteps = ".Take(10000)", Few = ".Take(20)";
        var script = Command();
        Assert.Contains(AllSteps, script, StringComparison.Ordinal);
        Assert.Contains(LaterSteps, script, StringComparison.Ordinal);
        var folder = Path.Combine(CourseNotebooks.Folder.Root, "artifacts", "tests", "min-diffusion");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var notebook = Path.Combine(folder, "beginning.ipynb");
        var setup = Path.Combine(CourseNotebooks.Folder.Root, "notebooks", "setup.csx");
        await File.WriteAllTextAsync(notebook, Notebook([
            Cells["setup"].Replace("setup.csx", setup, StringComparison.Ordinal), Cells["opening"],
            .. Made.Select(id => Cells[id]),
            script.Replace(AllSteps, AllSteps + Few, StringComparison.Ordinal)
                .Replace(LaterSteps, Few, StringComparison.Ordinal)]),
            TestContext.Current.CancellationToken);
        var run = await Typed.CourseAsync(
            "run", notebook, "--course", CourseNotebooks.Folder.Root, "--output", Path.Combine(folder, "book"));
        Assert.True(run.ExitCode == 0, run.Output + run.Error);

        var made = Safetensors.Load(Path.Combine(folder, Checkpoint));
        Assert.Equal(Shapes(committed), Shapes(made));
        Assert.All(remembered.Zip(Numbers(made.Metadata["losses"])),
            pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    private static string Section()
    {
        var text = File.ReadAllText(Path.Combine(CourseNotebooks.Folder.Root, "data", "README.md"));
        var from = text.IndexOf("### " + Checkpoint, StringComparison.Ordinal);
        return text[from..text.IndexOf("\n###", from + 4, StringComparison.Ordinal)];
    }

    /// <summary>The indented lines of the section.</summary>
    private static string Command() =>
        string.Join('\n', Section().Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal))
            .Select(line => line[4..]));

    private static double[] Numbers(string text) =>
        [.. text.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private static IEnumerable<string> Shapes(SafetensorsFile file) =>
        file.Tensors.Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}] {pair.Value.dtype}")
            .Order(StringComparer.Ordinal);

    private static string Notebook(IEnumerable<string> code) => new JsonObject
    {
        ["cells"] = new JsonArray([.. code.Select((source, index) => new JsonObject
        {
            ["cell_type"] = "code", ["id"] = $"cell-{index}", ["metadata"] = new JsonObject(),
            ["execution_count"] = null,
            ["source"] = source, ["outputs"] = new JsonArray(),
        })]),
        ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5,
    }.ToJsonString();

    [GeneratedRegex(@"\b[A-Z]\w+")]
    private static partial Regex Word();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("//[^\n]*")]
    private static partial Regex Comment();
}
