namespace NotebookKernel.Tests;

[Collection(SessionCollection.Name)]
public sealed class DirectiveTests
{
    [Fact]
    public async Task HtmlAndMarkdownAreShownAsTheyAre()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync("#!html\n<b>it's</b>\n#!markdown\n# \"T\n#!csharp\n1 + 1");
        Assert.Equal("<b>it's</b>", ((DisplayOutput)outputs[0]).Text("text/html"));
        Assert.Equal("# \"T", ((DisplayOutput)outputs[1]).Text("text/markdown"));
        Assert.True(((DisplayOutput)outputs[2]).IsResult);
        Assert.Equal(3, outputs.Count);
    }

    [Fact]
    public async Task LinesKeepTheirNumbersBehindADirective()
    {
        await using var session = new TestSession();
        var error = await session.FailAsync("#!html\n<b/>\n#!csharp\nvar x = 1;\nfoo();");
        Assert.StartsWith("cell 1, line 5: error CS0103", error.Message);
    }

    [Fact]
    public async Task InsideAStringOrACommentItIsText()
    {
        await using var session = new TestSession();
        Assert.Equal("#!html\nx", await session.ValueAsync("/*\n#!foo\n*/\nvar s = \"\"\"\n#!html\nx\n\"\"\";\ns"));
    }

    [Fact]
    public async Task TimeIsShownAfterTheCell()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync("#!time\nvar x = 1;\nx");
        Assert.Equal(2, outputs.Count);
        Assert.Matches(@"^Wall time: \d+(\.\d+)?ms$", ((DisplayOutput)outputs[1]).Text("text/plain"));
    }

    [Fact]
    public async Task VariablesAreListed()
    {
        await using var session = new TestSession();
        await session.RunAsync("var b = 1.5; int a = 1;");
        await session.RunAsync("var b = \"new\"; int Method() => 1;");
        Assert.Equal("a b", Plain(await session.RunAsync("#!who")));
        Assert.Equal("a  Int32  1\nb  String  new", Plain(await session.RunAsync("#!whos")));
    }

    [Fact]
    public async Task VariablesAreSet()
    {
        await using var session = new TestSession();
        await session.RunAsync(
            "#!set --name n --value 3\n#!set --name s --value \"two words\"\n#!set --value @csharp:n --name m");
        Assert.Equal("two words 3 3", await session.ValueAsync("$\"{s} {n} {m}\""));
        var error = await session.FailAsync("var x = 1;\n#!set --name p --value @password:x");
        Assert.Contains("cell 3, line 2", error.Traceback[0]);
        Assert.Contains("@password:x", error.Message);
        Assert.Contains("needs a name", (await session.FailAsync("#!set --value 3")).Message);
    }

    [Fact]
    public async Task CommandsAreListed()
    {
        await using var session = new TestSession();
        var listed = Plain(await session.RunAsync("#!lsmagic")).Split('\n').Select(line => line.Split(' ')[0]);
        Assert.Equal(
            ["#!about", "#!csharp", "#!fsharp", "#!html", "#!import", "#!javascript", "#!lsmagic",
                "#!markdown", "#!mermaid",
                "#!set", "#!share", "#!time", "#!value", "#!who", "#!whos"], listed);
        Assert.Contains("C# 14", Plain(await session.RunAsync("#!about")));
    }

    [Theory]
    [InlineData("mermiad", "Did you mean #!mermaid?")]
    [InlineData("java", "It runs C#, F#, HTML, Markdown, JavaScript and Mermaid")]
    [InlineData(
        "pwsh", "#!pwsh runs PowerShell in .NET Interactive (VS Code's Polyglot Notebooks), not in this kernel.")]
    [InlineData("r", "without the exclamation mark")]
    public async Task AnUnknownCommandIsNamedWithItsLineAndAWayOut(string name, string words)
    {
        await using var session = new TestSession();
        var error = await session.FailAsync($"var x = 1;\n#!{name}\ngraph");
        Assert.StartsWith("cell 1, line 2: ", error.Traceback[0]);
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public async Task ALanguageLastsBeyondACommand()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync("#!markdown\n# a\n#!about\n# b");
        Assert.Equal("# b", ((DisplayOutput)outputs[2]).Text("text/markdown"));
    }

    private static string Plain(IReadOnlyList<CellOutput> outputs) =>
        ((DisplayOutput)Assert.Single(outputs)).Text("text/plain")!;
}
