using NotebookKernel;

/// <summary>Cells have cultures, and nobody's environment changes what is written without one.</summary>
[Trait("Lane", "slow")]
public sealed class CultureTests
{
    [Fact]
    public async Task CellsHaveAllCulturesAndWriteInNoneUnlessTheySaySo()
    {
        using var course = new TemporaryCourse().With(
            "00-cultures",
            "using System.Globalization;\nConsole.WriteLine(1234.5.ToString(\"N1\", new CultureInfo(\"de-DE\")));",
            "Console.WriteLine(\"e\\u0301\".Normalize().Length);",
            "Console.WriteLine($\"{0.5} {await Task.Run(() => $\"{1.5}\")}\");",
            "var other = \"\"; var thread = new System.Threading.Thread(() => other = $\"{2.5}\"); thread.Start(); thread.Join();\nConsole.WriteLine(other);");
        var run = await Typed.CourseAsync(
            ["run", "--course", course.Root, "--output", course.Book],
            ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", null), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "de_DE.UTF-8"));
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("00-cultures  4 cells  ", run.Output);
        Assert.DoesNotMatch(@"\d,\d", run.Output);
        var shown = NotebookDocument.Load(Path.Combine(course.Book, "notebooks", "00-cultures.ipynb")).Cells
            .Select(cell => ((StreamOutput)Assert.Single(cell.Outputs)).Text);
        Assert.Equal(["1.234,5\n", "1\n", "0.5 1.5\n", "2.5\n"], shown);
    }

    [Fact]
    public async Task TheDoctorNamesCulturesThatAreNotThere()
    {
        var without = await Typed.CourseAsync(["doctor"], ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"));
        Assert.Contains("-       Cultures   the invariant one alone", without.Output);
        var with = await Typed.CourseAsync(["doctor"], ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", null));
        Assert.Contains("ok      Cultures   all", with.Output);
    }
}
