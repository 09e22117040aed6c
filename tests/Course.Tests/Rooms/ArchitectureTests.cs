/// <summary>The map of the house shows the house: its pictures are drawn from the code, its paths exist.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Map = File.ReadAllText(Path.Combine(RoomDrawing.Root, "ARCHITECTURE.md"))
        .ReplaceLineEndings("\n");

    public static TheoryData<string> Libraries => ["lib", .. RoomOrder.All.Select(order => order.Root)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void TheArrowsAreThoseOfTheCode(string root)
    {
        var drawn = root == "lib"
            ? RoomDrawing.OfProjects()
            : RoomDrawing.Of(RoomOrder.All.Single(order => order.Root == root));

        Assert.True(Map.Contains(drawn, StringComparison.Ordinal),
            $"The picture in ARCHITECTURE.md has to be\n\n{drawn}");
    }

    /// <summary>What stands between back-ticks and has a slash, or ends like a file, is there.</summary>
    [Fact]
    public void EveryPathThatTheMapNamesExists()
    {
        var lost = Paths().Matches(Map).Select(match => match.Groups[1].Value)
            .Where(path => !path.Contains("NN", StringComparison.Ordinal)
                && !path.Contains("NAME", StringComparison.Ordinal))
            .Where(path => !Path.Exists(Path.Combine(RoomDrawing.Root, path))).Distinct();

        Assert.Empty(lost);
    }

    [System.Text.RegularExpressions.GeneratedRegex(
        @"`((?:lib|tests|notebooks|data|build|\.ci|\.config|\.github)/[^`\s]*)`")]
    private static partial System.Text.RegularExpressions.Regex Paths();
}
