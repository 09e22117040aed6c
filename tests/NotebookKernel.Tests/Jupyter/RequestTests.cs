using System.Text.Json.Nodes;

namespace NotebookKernel.Tests.Jupyter;

/// <summary>The requests that run nothing.</summary>
[Collection(SessionCollection.Name)]
public sealed class RequestTests(KernelFixture kernel) : IClassFixture<KernelFixture>
{
    [Fact]
    public void TheKernelSaysWhatItIs()
    {
        var info = kernel.FrontEnd.Request("kernel_info_request", []);
        Assert.Equal("ok", (string?)info["status"]);
        Assert.Equal("5.3", (string?)info["protocol_version"]);
        var language = info["language_info"]!;
        Assert.Equal(
            ["C#", "text/x-csharp", ".cs", "csharp"],
            new[] { "name", "mimetype", "file_extension", "pygments_lexer" }.Select(field => (string?)language[field]));
        Assert.NotEqual("", (string?)info["banner"]);
    }

    [Fact]
    public void CompletionsBeginWithWhatWasTyped()
    {
        kernel.FrontEnd.Execute("var alphaBar = 0.5; string AlphaText(int n) => \"\";");
        var reply = Complete("var 😀 = 1; alph", 15);
        Assert.Equal(["alphaBar", "AlphaText"], Matches(reply));
        // Places are counted in code points: the smiley is one.
        Assert.Equal((11, 15), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
        var types = reply["metadata"]!["_jupyter_types_experimental"]!.AsArray();
        Assert.Equal(["variable", "function"], types.Select(type => (string?)type!["type"]));
    }

    [Theory]
    [InlineData("Math.Sq", "Sqrt")]
    [InlineData("\"text\".Substr", "Substring")]
    [InlineData("new[] { 1, 2 }.Sele", "Select")]
    [InlineData("System.Tex", "Text")]
    [InlineData("Enumerable.Range(0, 3).Select(n => n.CompareT", "CompareTo")]
    [InlineData("string s = null; s?.Len", "Length")]
    [InlineData("var t = \"a\"; { t.Len", "Length")]
    [InlineData("var list = new List<int>();\nlist.Cou\nvar after = 1;", "Count", 36)]
    [InlineData("foreac", "foreach")]
    [InlineData("Console.WriteLine($\"{Math.Ab", "Abs")]
    [InlineData("DayOfWeek.Mon", "Monday")]
    [InlineData("new UriBuilder { Por", "Port")]
    [InlineData("\"a\".PadLeft(totalW", "totalWidth:")]
    [InlineData("#!tim", "#!time")]
    public void CompletionsKnowTheirPlace(string code, string expected, int? cursor = null) =>
        Assert.Contains(expected, Matches(Complete(code, cursor ?? code.Length)));

    [Theory]
    [InlineData("// Math.Sq")]
    [InlineData("\"Math.Sq")]
    [InlineData("var x = 12")]
    [InlineData("1.5")]
    public void WhereNothingIsCodeNothingIsOffered(string code) => Assert.Empty(Matches(Complete(code, code.Length)));

    [Fact]
    public void PathsAreCompleted()
    {
        Directory.CreateDirectory(Path.Combine(kernel.Folder, "sub"));
        File.WriteAllText(Path.Combine(kernel.Folder, "sub", "setup.csx"), "");
        File.WriteAllText(Path.Combine(kernel.Folder, "sub", "setup.txt"), "");
        Assert.Equal(["sub/"], Matches(Complete("#load \"s", 8)));
        Assert.Equal(["setup.csx"], Matches(Complete("#load \"sub/se", 13)));
    }

    [Fact]
    public void ANameIsExplained()
    {
        kernel.FrontEnd.Execute("""
            /// <summary>Mixes a picture with noise.</summary>
            /// <param name="sigma">How much noise.</param>
            double Mix(double picture, double sigma = 1) => picture;
            """);
        var text = Explain("Mix(1, 2)", 2);
        Assert.Contains("double Mix(double picture, double sigma = 1)", text);
        Assert.Contains("Mixes a picture with noise.", text);
        Assert.Contains("sigma: How much noise.", text);
        Assert.Equal(text, Explain("Mix(1, ", 7));
    }

    [Fact]
    public void NamesOfDotNetAreExplained()
    {
        var text = Explain("Math.Sqrt(2)", 6);
        Assert.Contains("double Math.Sqrt(double d)", text);
        Assert.Contains("Returns the square root of a specified number.", text);
        Assert.Contains("StringBuilder(int capacity)", Explain("new StringBuilder(", 18));
        Assert.Contains("int", Explain("var n = 5; n", 12));
    }

    [Fact]
    public void WhatHasNoNameIsNotExplained()
    {
        var reply = kernel.FrontEnd.Request(
            "inspect_request", new JsonObject { ["code"] = "1 + 1", ["cursor_pos"] = 2 });
        Assert.False((bool)reply["found"]!);
    }

    [Theory]
    [InlineData("var x = 1;", "complete", null)]
    [InlineData("x + undefined", "complete", null)]
    [InlineData("#!html\n<b>{", "complete", null)]
    [InlineData("if (true) {", "incomplete", "    ")]
    [InlineData("void F() { if (true) {", "incomplete", "        ")]
    [InlineData("Console.WriteLine(", "incomplete", "")]
    [InlineData("var s = \"\"\"", "incomplete", "")]
    [InlineData("/* open", "incomplete", "")]
    [InlineData("int = ;", "invalid", null)]
    [InlineData("}", "invalid", null)]
    public void SyntaxSaysWhetherACellCouldRun(string code, string status, string? indent)
    {
        var reply = kernel.FrontEnd.Request("is_complete_request", new JsonObject { ["code"] = code });
        Assert.Equal((status, indent), ((string?)reply["status"], (string?)reply["indent"]));
    }

    [Fact]
    public void HistoryIsKept()
    {
        kernel.FrontEnd.Execute("var h1 = 1;");
        kernel.FrontEnd.Execute("var h2 = 2;");
        kernel.FrontEnd.Execute("var hidden = 3;", content => content["store_history"] = false);
        Assert.Equal(["var h1 = 1;", "var h2 = 2;"],
            History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 2 }));
        Assert.Equal(["var h2 = 2;"],
            History(new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "*h2*" }));
        var all = History(new JsonObject { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = 1 });
        Assert.Contains("var h1 = 1;", all);
        Assert.DoesNotContain("var hidden = 3;", all);
    }

    [Fact]
    public void CommsAreRefusedPolitely()
    {
        Assert.Empty(kernel.FrontEnd.Request("comm_info_request", [])["comms"]!.AsObject());
        var open = kernel.FrontEnd.Send(
            "comm_open", new JsonObject { ["comm_id"] = "c", ["target_name"] = "t", ["data"] = new JsonObject() });
        Assert.Contains(
            kernel.FrontEnd.UntilIdle(open),
            message => message.Type == "comm_close" && (string?)message.Content["comm_id"] == "c");
    }

    private JsonObject Complete(string code, int cursor) =>
        kernel.FrontEnd.Request("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = cursor });

    private static IEnumerable<string?> Matches(JsonObject reply) =>
        reply["matches"]!.AsArray().Select(match => (string?)match);

    private string Explain(string code, int cursor)
    {
        var reply = kernel.FrontEnd.Request(
            "inspect_request", new JsonObject { ["code"] = code, ["cursor_pos"] = cursor });
        Assert.True((bool)reply["found"]!);
        return (string)reply["data"]!["text/plain"]!;
    }

    private IEnumerable<string?> History(JsonObject request) =>
        kernel.FrontEnd.Request("history_request", request)["history"]!.AsArray().Select(entry => (string?)entry![2]);
}
