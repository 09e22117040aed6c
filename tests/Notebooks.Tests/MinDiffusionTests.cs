using System.Text.RegularExpressions;

/// <summary>Notebook 13 promises the whole method on a page, without this library.</summary>
public sealed partial class MinDiffusionTests
{
    private const string Name = "13-min-diffusion";

    private static readonly string[] Method =
        [.. CourseNotebooks.Load(Name).CodeCells().Where(cell => cell.Id.StartsWith("method-", StringComparison.Ordinal)).Select(cell => cell.Source)];

    [Fact]
    public void TheMethodHasFewerThanAHundredLines() =>
        Assert.InRange(Method.SelectMany(cell => cell.Split('\n')).Count(line => !string.IsNullOrWhiteSpace(line)), 50, 99);

    [Fact]
    public void TheMethodUsesNoTypeOfThisLibrary()
    {
        var own = new[] { typeof(Diffusion.NoiseSchedule), typeof(Diffusion.Notebooks.Claim) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).Select(type => type.Name.Split('`')[0]).ToHashSet();
        Assert.Contains("NoiseSchedule", own);
        Assert.DoesNotContain(Method.SelectMany(cell => Word().Matches(cell).Select(word => word.Value)), own.Contains);
    }

    [GeneratedRegex(@"\b[A-Z]\w+")]
    private static partial Regex Word();
}
