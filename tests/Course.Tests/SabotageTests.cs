using Course.Notebooks;
using NotebookKernel;

/// <summary>A sabotage proves that a claim can fail; what else can go wrong does not count as that.</summary>
[Trait("Lane", "slow")]
public sealed class SabotageTests
{
    private const string Claim = """
        static class Claim { public static void Below(double a, double b, string statement) { if (!(a < b)) throw new ClaimFailedException($"This claim does not hold: {statement}: {a} < {b} (no)."); } }
        class ClaimFailedException(string message) : Exception(message);
        """;

    private static readonly string[] Cells =
    [
        Claim, "var steps = 50;", "double Error(int n) => 1.0 / n;\nvar error = Error(steps);",
        "var label = \"unused\";",
        "Claim.Below(error, 0.1, \"many steps: the error\");\nClaim.Below(1 / error, 100, $\"its inverse, {label}\");",
    ];

    [Theory]
    [InlineData("// %% cell-2 fails many steps\nvar steps = 1;", 0,
        "\"Said\": \"This claim does not hold: many steps: the error: 1 < 0.1 (no).\"")]
    [InlineData("// %% cell-2 fails its inverse\nvar steps = 500;", 0, "its inverse, unused: 500 < 100")]
    [InlineData(
        "// %% cell-3 fails many steps\nvar error = Error(2);\n// %% cell-2\nvar steps = 3;\ndouble Error(int n) => n;",
        0, "the error: 2 < 0.1")]
    [InlineData("// %% cell-2 fails many steps\nvar steps = 51;", 1, "holds all the same")]
    [InlineData("// %% cell-3 fails many steps\nvar error = double.NaN;", 1, "for want of a number")]
    [InlineData(
        "// %% cell-3 fails many steps\nvar error = new double[1][5];", 1, "stopped before the claim was reached")]
    [InlineData("// %% cell-5 fails many steps\nvar many = \"many steps\"; throw new InvalidOperationException(many);",
        1, "Not the claim 'many steps' failed, but: InvalidOperationException")]
    public async Task OnlyTheNamedClaimsOwnFailureCounts(string sabotage, int exitCode, string says)
    {
        using var course = new TemporaryCourse().With("00-steps", Cells);
        Write(course, sabotage);
        var run = await Typed.CourseAsync("run", "--sabotage", "--course", course.Root, "--output", course.Book);
        Assert.True(run.ExitCode == exitCode, run.Output + run.Error);
        Assert.Contains(says, course.BookFile("notebooks/sabotage/00-steps.json"));
        if (exitCode != 0) Assert.Contains(says, run.Output);
    }

    [Fact]
    public async Task ASabotageDoesNotReachTheNextOne()
    {
        using var course = new TemporaryCourse().With("00-steps", Cells);
        Write(course,
            "// %% cell-2 fails many steps\nvar steps = 1;\n// %% cell-4 fails many steps\nvar label = \"other\";");
        var run = await Typed.CourseAsync("run", "--sabotage", "--course", course.Root, "--output", course.Book);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("holds all the same", run.Output);
    }

    [Theory]
    [InlineData("// %% cell-9 fails many steps\n1", "no code cell 'cell-9'")]
    [InlineData("// %% cell-2 fails few steps\n1", "'few steps' is in the statement of 0 claims")]
    [InlineData("// %% cell-2 fails error\n1", "'error' is in the statement of 2 claims")]
    [InlineData("// %% cell-2\n1", "does not say what it fails")]
    [InlineData("var x = 1;", "belongs to no cell")]
    public void AFileThatDoesNotFitItsNotebookIsRefused(string text, string says)
    {
        using var course = new TemporaryCourse().With("00-steps", Cells);
        var problem = Assert.Throws<Course.UsageException>(
            () => Sabotage.Parse(text, "file", NotebookDocument.Load(course.NotebookPath("00-steps"))));
        Assert.Contains(says, problem.Message);
    }

    [Fact]
    public void OnlyWhatDependsOnTheChangeRunsAgain()
    {
        CellFlow Flow(params string[] code) => new([.. code.Select((text, i) => KeyValuePair.Create($"{i}", text))]);
        var chain = Flow(
            "var a = 1;", "var b = a + 1;", "var unrelated = 3;", "var c = b; // a", "var d = a;", "c + unrelated");
        Assert.Equal(["0", "1", "3", "5"], chain.Between(["0"], "5"));
        Assert.Equal(["3", "5"], chain.Between(["3"], "5"));
        Assert.Equal(["5"], chain.Between(["5"], "5"));

        var kinds = Flow("class Net { }", "double F() => new Net().GetHashCode();", "var (x, y) = (F(), 1);",
            "int[] list; list = [(int)x];", "list");
        Assert.Equal(["0", "1", "2", "3", "4"], kinds.Between(["0"], "4"));

        // The last definition of x is not touched by the change, but it has to stand after the changed one again.
        var anew = Flow("var x = 1;", "var y = x;", "var x = 5;", "x + y");
        Assert.Equal(["0", "1", "2", "3"], anew.Between(["0"], "3"));
    }

    private static void Write(TemporaryCourse course, string text)
    {
        Directory.CreateDirectory(Path.Combine(course.Root, "notebooks", "sabotage"));
        File.WriteAllText(Path.Combine(course.Root, "notebooks", "sabotage", "00-steps.csx"), text);
    }
}
