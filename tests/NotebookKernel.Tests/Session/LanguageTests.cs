using System.Text.Json.Nodes;

namespace NotebookKernel.Tests;

/// <summary>Cells in other languages than C#, and the values that they share.</summary>
[Collection(SessionCollection.Name)]
[Trait("Lane", "slow")]
public sealed class LanguageTests
{
    [Fact]
    public async Task FSharpCellsSeeEachOther()
    {
        await using var session = new TestSession();
        Assert.Empty(
            await session.RunAsync("#!fsharp\nlet square x = x * x\ntype Level = { Alpha: float; Sigma: float }"));
        Assert.Equal("49", await session.ValueAsync("#!fsharp\nsquare 7"));
        var outputs = await session.RunAsync(
            "#!f#\nprintfn \"%d\" (square 3)\ndisplay({ Alpha = 0.6; Sigma = 0.8 })\n\"end\".Display() |> ignore");
        Assert.Equal(new StreamOutput("stdout", "9\n"), outputs[0]);
        Assert.Contains("0.8", ((DisplayOutput)outputs[1]).Text("text/plain"));
        Assert.Equal("end", ((DisplayOutput)outputs[2]).Text("text/plain"));
        Assert.Equal(3, outputs.Count);
    }

    [Fact]
    public async Task FSharpSaysWhatIsWrongAndWhere()
    {
        await using var session = new TestSession();
        var wrong = await session.FailAsync("// C#\n#!fsharp\nlet y = 3\nlet z = missing + y");
        Assert.StartsWith("cell 1, line 4: error FS0039: The value or constructor 'missing' is not defined.",
            wrong.Message);
        Assert.Equal(["    let z = missing + y", "            ^^^^^^^"], wrong.Traceback.Skip(1));
        var thrown = await session.FailAsync(
            """
            #!fsharp
            [<System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)>]
            let fail (x: int) : int =
                failwith "boo"
            fail 3 + 1
            """);
        Assert.Equal(("Exception", "boo"), (thrown.Name, thrown.Message));
        Assert.Equal(
            ["System.Exception: boo", "   at fail(Int32) in cell 2, line 4", "      > failwith \"boo\"",
                "   at cell 2, line 5"], thrown.Traceback);
        Assert.Equal("4", await session.ValueAsync("#!fsharp\n3 + 1"));
        var warned = await session.RunAsync(
            "#!fsharp\nlet first (xs: int list) =\n    match xs with\n    | x :: _ -> x");
        Assert.StartsWith("cell 4, line 3: warning FS0025", Assert.IsType<StreamOutput>(Assert.Single(warned)).Text);
    }

    [Fact]
    public async Task WhatIsWrittenIsCompletedInItsLanguage()
    {
        await using var session = new TestSession();
        CodeCompletions Find(string code) =>
            session.Session.Help.Complete(code, code.Length, TestContext.Current.CancellationToken);
        IEnumerable<string> Offered(string code) => Find(code).Items.Select(item => item.Text);

        Assert.Empty(Offered("#!fsharp\nlet y = squ"));
        await session.RunAsync("var sharpNumber = 1;\n#!fsharp\nlet square x = x * x\nlet squares = [1; 4]");
        Assert.Equal(["square", "squares"], Offered("#!fsharp\nlet y = squ"));
        Assert.Contains("map2", Offered("#!fsharp\nlet twice = List.ma"));
        Assert.Contains("Length", Offered("#!f#\nsquares.Le"));
        Assert.Equal((14, 16), (Find("#!fsharp\nList.ma").Start, Find("#!fsharp\nList.ma").End));
        Assert.Empty(Offered("#!fsharp\nsharpNum"));
        Assert.Empty(Offered("#!fsharp\n// squ"));
        Assert.Empty(Offered("#!html\nsqu"));
        Assert.Equal(["sharpNumber"], Offered("#!fsharp\nsquare 2\n#!csharp\nsharpNum"));
    }

    [Fact]
    public async Task AnObjectMadeInOneLanguageIsTheSameInTheOther()
    {
        await using var session = new TestSession();
        await session.RunAsync("var list = new List<double> { 1, 2 }; var grid = new[,] { { 1, 2 }, { 3, 4 } };");
        await session.RunAsync(
            "#!fsharp\n#!share --from csharp list\n#!share grid --from csharp --as numbers\nlist.Add(0.5)\nlet twice = [ for n in list -> 2.0 * n ]");
        Assert.Equal("3.5", await session.ValueAsync("list.Sum()"));
        Assert.Equal("4", await session.ValueAsync("#!fsharp\nnumbers[1, 1]"));
        Assert.Equal("7", await session.ValueAsync("#!share --from fsharp twice\ntwice.Sum()"));
        Assert.Equal("2", await session.ValueAsync("#!set --name four --value @fsharp:numbers\nfour[0, 1]"));
    }

    [Fact]
    public async Task ATypeOfACellIsNotForTheOther()
    {
        await using var session = new TestSession();
        await session.RunAsync(
            "record Mine(int X); var mine = new Mine(3);\n#!fsharp\ntype Theirs = { Y: int }\nlet theirs = { Y = 4 }");
        Assert.Contains("F# cannot name the type",
            (await session.FailAsync("#!fsharp\n#!share --from csharp mine")).Message);
        Assert.Equal("{ Y = 4 }", await session.ValueAsync("#!share --from fsharp theirs\ntheirs.ToString()"));
    }

    [Fact]
    public async Task WhatCannotBeSharedIsSaid()
    {
        await using var session = new TestSession();
        await session.RunAsync("var x = 1;");
        Assert.Equal("#!share: csharp has no variable y. It has x.",
            (await session.FailAsync("#!fsharp\n#!share --from csharp y")).Message);
        Assert.Contains("nothing comes back", (await session.FailAsync("#!share --from javascript y")).Message);
        Assert.Contains("no language of this kernel", (await session.FailAsync("#!share --from kql y")).Message);
        Assert.Contains("needs a language and a name", (await session.FailAsync("#!share x")).Message);
        Assert.Contains("mermaid has no variables",
            (await session.FailAsync("#!mermaid\n#!share --from csharp x")).Message);
        Assert.Contains("no name for a variable", (await session.FailAsync("#!set --name 3x --value 1")).Message);
    }

    [Fact]
    public async Task AScriptGetsWhatWasSharedWithIt()
    {
        await using var session = new TestSession();
        await session.RunAsync("var alphas = new[] { 1.0, 0.5 }; var unused = 3;");
        var outputs = await session.RunAsync(
            "#!javascript\n#!share --from csharp alphas\n#!share --from csharp unused\nreturn alphas.length + '</script>';");
        var output = (DisplayOutput)Assert.Single(outputs);
        var html = output.Text("text/html")!;
        Assert.Contains("var shared = {\"alphas\":[1,0.5]}, code = \"return alphas.length", html);
        Assert.Equal(1, html.Split("</script>").Length - 1);
        Assert.Equal("[1 line of JavaScript, run by the page that shows this notebook]", output.Text("text/plain"));
        Assert.Contains("\"alphas\":[1,0.5]",
            ((DisplayOutput)Assert.Single(await session.RunAsync("#!js\nalphas[0]"))).Text("text/html"));
    }

    [Fact]
    public async Task ADiagramKeepsItsText()
    {
        await using var session = new TestSession();
        var output = (DisplayOutput)Assert.Single(await session.RunAsync("#!mermaid\ngraph LR\n  a-->b"));
        Assert.Equal("graph LR\n  a-->b", output.Text("text/vnd.mermaid"));
        Assert.Equal("graph LR\n  a-->b", output.Text("text/plain"));
        Assert.StartsWith("<pre class=\"mermaid\">graph LR\n  a--&gt;b</pre>", output.Text("text/html"));
    }

    [Fact]
    public async Task TextGetsAName()
    {
        await using var session = new TestSession();
        session.WriteFile("note.txt", "from a file");
        Assert.Empty(await session.RunAsync("#!value --name note\n{ \"a\": 1 }\n"));
        Assert.Equal("{ \"a\": 1 }", await session.ValueAsync("#!share --from value note\nnote"));
        await session.RunAsync("#!value --name note --from-file note.txt");
        Assert.Equal("from a file", await session.ValueAsync("#!set --name other --value @value:note\nother"));
        var shown = (DisplayOutput)Assert.Single(
            await session.RunAsync("#!value --name page --mime-type text/html\n<b>x</b>"));
        Assert.Equal("<b>x</b>", shown.Text("text/html"));
    }

    [Fact]
    public async Task VariablesAreListedByLanguage()
    {
        await using var session = new TestSession();
        await session.RunAsync("var a = 1;\n#!fsharp\nlet b = \"x\"");
        Assert.Equal("a", Plain(await session.RunAsync("#!who")));
        Assert.Equal("b  String  x", Plain(await session.RunAsync("#!fsharp\n#!whos")));
    }

    [Fact]
    public async Task FilesAreImported()
    {
        await using var session = new TestSession();
        session.WriteFile("code.csx", "int Two() => 2;");
        session.WriteFile("code.fsx", "let three = 3");
        session.WriteFile("book.ipynb", Notebook(("csharp", "var four = Two() * 2;\nfour"), ("fsharp", "three + 1")));
        session.WriteFile("cells.dib", "#!csharp\n\nvar five = 5;\n\n#!fsharp\n\nlet six = three * 2\n");
        var outputs = await session.RunAsync(
            "#!import code.csx\n#!import \"code.fsx\"\n#!import book.ipynb\n#!import cells.dib\nfour + five");
        Assert.Equal(["4", "4", "9"], outputs.Select(output => ((DisplayOutput)output).Text("text/plain")));
        Assert.Equal("6", await session.ValueAsync("#!fsharp\nsix"));
    }

    [Fact]
    public async Task AnErrorOfAnImportedFileIsTheCells()
    {
        await using var session = new TestSession();
        session.WriteFile("bad.ipynb",
            Notebook(("csharp", "var fine = 1;"), ("csharp", "\nthrow new InvalidOperationException(\"boo\");")));
        session.WriteFile("bad.csx", "\nnope();");
        session.WriteFile("round.csx", "#!import round.csx");
        session.WriteFile("broken.ipynb", "{");
        var thrown = await session.FailAsync("#!import bad.ipynb");
        Assert.Equal("boo", thrown.Message);
        Assert.Contains("bad.ipynb, cell 2, line 2", string.Join('\n', thrown.Traceback));
        Assert.Equal("1", await session.ValueAsync("fine"));
        Assert.StartsWith("bad.csx, line 2: error CS0103", (await session.FailAsync("#!import bad.csx")).Message);
        Assert.Contains("imports itself", (await session.FailAsync("#!import round.csx")).Message);
        Assert.Contains("not valid JSON", (await session.FailAsync("#!import broken.ipynb")).Message);
        Assert.Contains("There is no file", (await session.FailAsync("#!import gone.ipynb")).Message);
        Assert.Contains("not '.py'", (await session.FailAsync("#!import " + WriteAndName(session, "x.py"))).Message);
    }

    [Fact]
    public async Task ALoopOfFSharpCanBeStopped()
    {
        await using var session = new TestSession();
        await session.RunAsync("#!fsharp\nlet kept = 5");
        using var stop = new CancellationTokenSource();
        var running = session.Session.RunAsync("#!fsharp\nwhile true do ()", new CellOutputBuffer(), stop.Token);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        Assert.True((await running).Interrupted);
        Assert.Equal("5", await session.ValueAsync("#!fsharp\nkept"));
    }

    private static string WriteAndName(TestSession session, string name)
    {
        session.WriteFile(name, "");
        return name;
    }

    private static string Notebook(params (string Language, string Source)[] cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(cell => new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = cell.Language } },
            ["outputs"] = new JsonArray(),
            ["source"] = cell.Source,
        })]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 4,
    }.ToJsonString();

    private static string Plain(IReadOnlyList<CellOutput> outputs) =>
        ((DisplayOutput)Assert.Single(outputs)).Text("text/plain")!;
}
