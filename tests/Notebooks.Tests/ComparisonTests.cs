using System.Text.Json.Nodes;
using NotebookKernel;
using SkiaSharp;

/// <summary>The comparison itself: what it lets pass, and what it must not.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData("distance: 995.7244", "distance: 995.7245")]
    [InlineData("0.0123 and 1,234,567", "0.0124 and 1,234,999")]
    [InlineData("3.71e-6", "3.72e-6")]
    [InlineData("−0.5", "−0.6")]
    [InlineData("100.00", "100.09")]
    [InlineData("12345 steps", "12346 steps")]
    public void ARoundedDigitPasses(string committed, string here)
    {
        Assert.Empty(Compare([new StreamOutput("stdout", committed)], [new StreamOutput("stdout", here)],
            Closeness.Numbers));
        Assert.NotEmpty(Compare([new StreamOutput("stdout", committed)], [new StreamOutput("stdout", here)],
            Closeness.Bytes));
    }

    [Theory]
    [InlineData("loss 0.5000", "loss 0.5050", "'loss 0.5000' became 'loss 0.5050'")]
    [InlineData("100 points", "101 points", "'100 points' became '101 points'")]
    [InlineData("1,000", "1,010", "'1,000' became '1,010'")]
    [InlineData("0.0011", "0.0023", "'0.0011' became '0.0023'")]
    [InlineData("3.7e-6", "8.5e-6", "'3.7e-6' became '8.5e-6'")]
    [InlineData("0.25", "-0.25", "'0.25' became '-0.25'")]
    [InlineData("one\ntwo 3.00\nthree", "one\ntwo 3.10\nthree", "'two 3.00' became 'two 3.10'")]
    public void ANumberThatIsOffFails(string committed, string here, string words)
    {
        Assert.Equal(["stdout: " + words], Compare([new StreamOutput("stdout", committed)], [new StreamOutput("stdout",
            here)], Closeness.Numbers));
        Assert.Empty(Compare([new StreamOutput("stdout", committed)], [new StreamOutput("stdout", here)],
            Closeness.Claims));
    }

    [Theory]
    [InlineData("✓ the loss falls: 0.1 < 0.2", "✗ the loss falls: 0.1 < 0.2")]
    [InlineData("✓ a: 1\n✓ b: 2", "✓ a: 1")]
    [InlineData("loss 0.25", "loss NaN")]
    [InlineData("loss 0.25", "loss 0.25 ")]
    [InlineData("1 2", "1 2 3")]
    public void OtherWordsFailEvenAfterTraining(string committed, string here) =>
        Assert.NotEmpty(Compare([new StreamOutput("stdout", committed)], [new StreamOutput("stdout", here)],
            Closeness.Claims));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(5, false)]
    public void APictureMayBeTwoLevelsOff(int levels, bool passes)
    {
        var differences = Compare([Shown(("image/png", Png(8, 8, 100)))], [Shown(("image/png", Png(8, 8,
            (byte)(100 + levels))))], Closeness.Numbers);
        Assert.Equal(passes ? [] : ["image/png: the picture is 5.0 levels of 255 away, 2 are allowed"], differences);
        var html = Compare(
            [Shown(("text/html", $"<img src=\"data:image/png;base64,{Png(8, 8, 100)}\">"))],
            [Shown(("text/html", $"<img src=\"data:image/png;base64,{Png(8, 8, (byte)(100 + levels))}\">"))],
            Closeness.Numbers);
        Assert.Equal(passes, html.Count == 0);
    }

    [Fact]
    public void APictureOfAnotherSizeOrNoneFails()
    {
        Assert.Equal(["image/png: a picture of 8x8 became a picture of 8x9"],
            Compare([Shown(("image/png", Png(8, 8, 1)))], [Shown(("image/png", Png(8, 9, 1)))], Closeness.Numbers));
        Assert.Equal(["image/png: a picture of 8x8 became no readable picture"],
            Compare([Shown(("image/png", Png(8, 8, 1)))], [Shown(("image/png", "bm8="))], Closeness.Claims));
        Assert.Empty(Compare([Shown(("image/png", Png(8, 8, 1)))], [Shown(("image/png", Png(9, 9, 200)))],
            Closeness.Claims));
    }

    [Theory]
    [InlineData(Closeness.Numbers)]
    [InlineData(Closeness.Claims)]
    [InlineData(Closeness.Kinds)]
    public void AnotherStructureFails(Closeness closeness)
    {
        CellOutput both = Shown(("image/png", Png(2, 2, 1)), ("text/plain", "a"));
        CellOutput plain = Shown(("text/plain", "a"));
        Assert.Equal(["[result image/png+text/plain] became [result text/plain]"], Compare([both], [plain], closeness));
        Assert.Equal(["[result text/plain] became [display text/plain]"], Compare([plain], [Shown(("text/plain",
            "a")) with { IsResult = false }], closeness));
        Assert.Equal(["[stdout] became [stderr]"], Compare([new StreamOutput("stdout", "a")],
            [new StreamOutput("stderr", "a")], closeness));
        Assert.Equal(["[result text/plain] became []"], Compare([plain], [], closeness));
        Assert.Equal(["[result text/plain] became [error Exception]"], Compare([plain], [new ErrorOutput("Exception",
            "a", [])], closeness));
    }

    [Theory]
    [InlineData("""{"y":[1,200,3],"name":"loss"}""", """{"y":[1.1,200.1,3],"name":"loss"}""", null)]
    [InlineData("""{"y":[1,200,3]}""", """{"y":[1,202,3]}""", "chart: $.y[1]: 200 became 202")]
    [InlineData("""{"y":[1,200,3]}""", """{"y":[1,200]}""", "chart: $.y: 3 numbers became 2")]
    [InlineData("""{"y":[1,2]}""", """{"y":[1,null]}""", "chart: $.y[1]: Number became Null")]
    [InlineData("""{"data":[{"name":"loss"}]}""", """{"data":[{"name":"gain"}]}""",
        "chart: $.data[0].name: '…loss…' became '…gain…'")]
    [InlineData("""{"data":[{"mode":"lines","x":[1]}]}""", """{"data":[{"x":[1]}]}""",
        "chart: $.data[0]: mode+x became x")]
    [InlineData("""{"width":640}""", """{"width":650}""", "chart: $.width: '640' became '650'")]
    [InlineData("""{"log":true}""", """{"log":false}""", "chart: $.log: True became False")]
    public void AChartIsComparedAsNumbersOnAnAxis(string committed, string here, string? difference) => Assert.Equal(
        difference is null ? [] : [difference],
        Compare([Chart(committed)], [Chart(here)], Closeness.Numbers));

    [Fact]
    public void TheDotsOfAScrubberMayMoveLittle()
    {
        static CellOutput Dots(ushort at) => Shown(("text/html",
            $"<canvas data-frames=\"{Convert.ToBase64String([.. Enumerable.Range(0, 40).SelectMany(_ => BitConverter.GetBytes(at))])}\">"));
        Assert.Empty(Compare([Dots(1000)], [Dots(1030)], Closeness.Numbers));
        Assert.Equal(["text/html: the dots are 0.99 % of their sheet away"], Compare([Dots(1000)], [Dots(1650)],
            Closeness.Numbers));
        Assert.Empty(Compare([Dots(1000)], [Dots(1650)], Closeness.Claims));
    }

    [Fact]
    public void AWholeNotebookIsComparedCellByCell()
    {
        var committed = Notebook(("first", "1", "a 1.00"), ("second", "2", "b 1.00"));
        var here = Notebook(("first", "1", "a 1.10"), ("second", "3", "b 1.10"));
        Assert.Equal(
            ["cell first: stdout: 'a 1.00' became 'a 1.10'", "cell second: its code became '3'"],
            OutputComparison.Differences(committed, here, _ => Closeness.Numbers));
        Assert.Equal(["2 cells became 1"], OutputComparison.Differences(committed, Notebook(("first", "1", "a 1.00")),
            _ => Closeness.Numbers));
    }

    private static List<string> Compare(IReadOnlyList<CellOutput> committed, IReadOnlyList<CellOutput> here,
        Closeness closeness) =>
        [.. OutputComparison.Differences(committed, here, closeness)];

    private static DisplayOutput Shown(params (string Type, string Content)[] forms) =>
        new(forms.ToDictionary(form => form.Type, form => (JsonNode?)form.Content)) { IsResult = true };

    private static DisplayOutput Chart(string json) =>
        new(new Dictionary<string, JsonNode?> { ["chart"] = JsonNode.Parse(json) });

    private static string Png(int width, int height, byte grey)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(new SKColor(grey, grey, grey));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return Convert.ToBase64String(data.ToArray());
    }

    private static NotebookDocument Notebook(params (string Id, string Source, string Text)[] cells) =>
        NotebookDocument.Parse(new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(cell => new JsonObject
        {
            ["cell_type"] = "code", ["id"] = cell.Id, ["metadata"] = new JsonObject(), ["execution_count"] = 1,
                ["source"] = cell.Source,
            ["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout",
                ["text"] = cell.Text }),
        })]),
        ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5,
    }.ToJsonString());
}
