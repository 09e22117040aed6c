using System.Text.Json.Nodes;

namespace NotebookKernel.Tests;

[Collection(SessionCollection.Name)]
public sealed class DisplayTests
{
    private const string Integer = "<div class=\"dni-plaintext\"><pre>{0}</pre></div>";

    /// <summary>
    /// The HTML is what .NET Interactive gives for these values; the style block that follows is left out here. The
    /// text is what a reader sees of it.
    /// </summary>
    [Theory]
    [InlineData("2", "<div class=\"dni-plaintext\"><pre>2</pre></div>", "2")]
    [InlineData("1.5", "<div class=\"dni-plaintext\"><pre>1.5</pre></div>", "1.5")]
    [InlineData("true", "<div class=\"dni-plaintext\"><pre>True</pre></div>", "True")]
    [InlineData("(object)null", "<div class=\"dni-plaintext\"><pre>&lt;null&gt;</pre></div>", "<null>")]
    [InlineData("new[] { 1, 2, 3 }", "<div class=\"dni-plaintext\"><pre>[ 1, 2, 3 ]</pre></div>", "[ 1, 2, 3 ]")]
    [InlineData("DayOfWeek.Monday", "<span>Monday</span>", "Monday")]
    [InlineData("DateTime.UnixEpoch", "<span>1970-01-01 00:00:00Z</span>", "1970-01-01 00:00:00Z")]
    [InlineData("new Dictionary<string, int> { [\"a\"] = 1 }",
        "<table><thead><tr><th><i>key</i></th><th>value</th></tr></thead><tbody><tr><td><div class=\"dni-plaintext\">"
        + "<pre>a</pre></div></td><td><div class=\"dni-plaintext\"><pre>1</pre></div></td></tr></tbody></table>",
        "key  value\na    1")]
    [InlineData("new { A = 1, B = \"<x>\" }",
        "<details open=\"open\" class=\"dni-treeview\"><summary><span class=\"dni-code-hint\"><code>{ A = 1, B = &lt;x&gt; }"
        + "</code></span></summary><div><table><thead><tr></tr></thead><tbody><tr><td>A</td><td><div class=\"dni-plaintext\">"
        + "<pre>1</pre></div></td></tr><tr><td>B</td><td><div class=\"dni-plaintext\"><pre>&lt;x&gt;</pre></div></td></tr>"
        + "</tbody></table></div></details>",
        "{ A = 1, B = <x> }")]
    public async Task ValuesAreHtmlAsInDotNetInteractiveAndText(string expression, string html, string text)
    {
        await using var session = new TestSession();
        foreach (var code in new[] { expression, $"display({expression});" })
        {
            var output = Assert.IsType<DisplayOutput>(Assert.Single(await session.RunAsync(code)));
            Assert.Equal(["text/html", "text/plain"], output.Data.Keys);
            Assert.Equal(html, WithoutStyle(output));
            Assert.Equal(text, output.Text("text/plain"));
        }
    }

    [Theory]
    [InlineData("record P(string Name, int Age); new P(\"Ada\", 36)", "P { Name = Ada, Age = 36 }")]
    [InlineData("record P(string Name, int Age); new[] { new P(\"Ada\", 36), new P(\"Bo\", 7) }",
        "index  value\n0      P { Name = Ada, Age = 36 }\n1      P { Name = Bo, Age = 7 }")]
    [InlineData("new[] { new { Name = \"a\", Value = 1 }, new { Name = \"bb\", Value = 2 } }.DisplayTable();",
        "Name  Value\na     1\nbb    2")]
    [InlineData("HTML(\"<style>p { }</style><h2>Two   words</h2><p>4 &lt; <b>5</b><br>six<ul><li>a<li>b</ul><script>x(\\\"</p>\\\")</script>\")",
        "Two words\n4 < 5\nsix\n- a\n- b")]
    [InlineData("HTML(\"</td></table><table><tr><td title='>'>open<td>ends\")", "open  ends")]
    public async Task TheTextIsWhatAReaderOfTheHtmlSees(string code, string text)
    {
        await using var session = new TestSession();
        Assert.Equal(text,
            Assert.IsType<DisplayOutput>(Assert.Single(await session.RunAsync(code))).Text("text/plain"));
    }

    [Fact]
    public async Task ALazySequenceIsComputedOnceForItsDisplay()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync("Enumerable.Range(0, 3).Select(i => { Console.Write(i); return i; })");
        Assert.Equal(new StreamOutput("stdout", "012"), outputs[0]);
        Assert.Equal("[ 0, 1, 2 ]", ((DisplayOutput)outputs[1]).Text("text/plain"));
    }

    [Fact]
    public async Task TextIsPlain()
    {
        await using var session = new TestSession();
        var output = Assert.IsType<DisplayOutput>(Assert.Single(await session.RunAsync("\"<b>größe</b>\"")));
        Assert.Equal(["text/plain"], output.Data.Keys);
        Assert.Equal("<b>größe</b>", output.Text("text/plain"));
    }

    [Fact]
    public async Task ThereAreFiveWaysToShowSomething()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync(
            """
            display(1);
            2.Display();
            "<b>3</b>".DisplayAs("text/html");
            HTML("<i>4</i>").Display();
            5
            """);
        var displays = outputs.Cast<DisplayOutput>().ToList();
        Assert.Equal(
            [string.Format(Integer, 1), string.Format(Integer, 2), "<b>3</b>", "<i>4</i>", string.Format(Integer, 5)],
            displays.Select(WithoutStyle));
        Assert.Equal([false, false, false, false, true], displays.Select(display => display.IsResult));
        Assert.Equal(4, displays.Select(display => display.DisplayId).OfType<string>().Distinct().Count());
    }

    [Fact]
    public async Task WhatALibraryDisplaysThroughTheFormattersIsShown()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync(
            """
            var shown = System.DisplayExtensions.Display(1);
            System.DisplayExtensions.DisplayAs("<b>2</b>", "text/html");
            shown.Update(3);
            """);
        Assert.Equal(
            [string.Format(Integer, 1), "<b>2</b>", string.Format(Integer, 3)],
            outputs.Select(output => WithoutStyle((DisplayOutput)output)));
        Assert.Equal("1", ((DisplayOutput)outputs[0]).Text("text/plain"));
    }

    [Fact]
    public async Task ADisplayAtTheEndOfACellIsNoResultToo()
    {
        await using var session = new TestSession();
        Assert.Single(await session.RunAsync("display(1)"));
        Assert.Single(await session.RunAsync("System.DisplayExtensions.Display(1)"));
    }

    [Theory]
    [InlineData("(LaTeXString)\"$x$\"", "$x$")]
    [InlineData("(MathString)\"x\"", "$$ x $$")]
    public async Task AFormulaIsLatex(string code, string latex)
    {
        await using var session = new TestSession();
        Assert.Equal(latex, ((DisplayOutput)Assert.Single(await session.RunAsync(code))).Text("text/latex"));
    }

    [Fact]
    [Trait("Lane", "slow")]
    public Task AFormulaOfFSharpIsLatex() => AFormulaIsLatex("#!fsharp\nMathString \"x\"", "$$ x $$");

    [Fact]
    public async Task TheTypesCanBeChosen()
    {
        await using var session = new TestSession();
        var output = (DisplayOutput)Assert.Single(await session.RunAsync(
            "display(new { A = 1 }, \"application/json\", \"text/plain\");"));
        Assert.Equal(["application/json", "text/plain"], output.Data.Keys);
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["A"] = 1 }, output.Data["application/json"]));
    }

    [Fact]
    public async Task ScriptsAndStylesAreHtml()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync("Javascript(\"f()\"); CSS(\"p { color: red }\");");
        Assert.Equal(
            ["<script type=\"text/javascript\">f()</script>", "<style>p { color: red }</style>"],
            outputs.Select(output => ((DisplayOutput)output).Text("text/html")));
    }

    [Fact]
    public async Task ATableHasARowForEachItem()
    {
        await using var session = new TestSession();
        var output = (DisplayOutput)Assert.Single(await session.RunAsync(
            "new[] { new { Name = \"a\", Value = 1 }, new { Name = \"b\", Value = 2 } }.DisplayTable();"));
        Assert.Equal(
            "<table><thead><tr><td><span>Name</span></td><td><span>Value</span></td></tr></thead><tbody>"
            + "<tr><td>a</td><td><div class=\"dni-plaintext\"><pre>1</pre></div></td></tr>"
            + "<tr><td>b</td><td><div class=\"dni-plaintext\"><pre>2</pre></div></td></tr></tbody></table>",
            WithoutStyle(output));
    }

    [Fact]
    public async Task AnUpdateReplacesTheDisplay()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync("var d = display(\"old\"); display(\"between\"); d.Update(\"new\");");
        Assert.Equal(["new", "between"], outputs.Select(output => ((DisplayOutput)output).Text("text/plain")));
    }

    [Fact]
    public async Task AnUpdateOfVerbatimTextIsVerbatim()
    {
        await using var session = new TestSession();
        var output = (DisplayOutput)Assert.Single(await session.RunAsync(
            "var d = \"<b>1</b>\".DisplayAs(\"text/html\"); d.Update(\"<b>2</b>\");"));
        Assert.Equal("<b>2</b>", output.Text("text/html"));
    }

    [Fact]
    public async Task TheContextOfDotNetInteractiveWorksToo()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync(
            """
            using Microsoft.DotNet.Interactive;
            var d = KernelInvocationContext.Current.Display((object)"old");
            d.Update("new");
            KernelInvocationContext.Current.DisplayAs("<b>x</b>", "text/html");
            """);
        Assert.Equal("new", ((DisplayOutput)outputs[0]).Text("text/plain"));
        Assert.Equal("<b>x</b>", ((DisplayOutput)outputs[1]).Text("text/html"));
    }

    [Fact]
    public void OutsideACellThereIsNothingToShowOn()
    {
        var error = Assert.Throws<InvalidOperationException>(() => CellFunctions.display(1));
        Assert.Contains("no cell is running", error.Message);
        Assert.Null(Microsoft.DotNet.Interactive.KernelInvocationContext.Current);
    }

    [Fact]
    public async Task ATypeBringsItsFormattersUnderAnAttributesNameAndPassesThemOn()
    {
        await using var session = new TestSession();
        await session.RunAsync(
            """
            [AttributeUsage(AttributeTargets.Class)]
            public class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type source) => FormatterSourceType = source;
                public Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }
            public class Source
            {
                public IEnumerable<object> CreateTypeFormatters() =>
                    new[] { "image/png", "application/vnd.plotly.v1+json", "text/plain" }.Select(type => new Writer(type));
            }
            public class Writer
            {
                public Writer(string type) => MimeType = type;
                public string MimeType { get; }
                public bool Format(object value, System.IO.TextWriter writer)
                {
                    writer.Write(MimeType.EndsWith("json") ? "{\"data\":[1]}" : MimeType + " of " + value.GetType().Name);
                    return true;
                }
            }
            """);
        await session.RunAsync(
            """
            [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "image/png", "application/vnd.plotly.v1+json", "text/plain" })]
            public class Picture { }
            public class Photo : Picture { }
            """);
        foreach (var type in new[] { "Picture", "Photo" })
        {
            var output = (DisplayOutput)Assert.Single(await session.RunAsync($"new {type}()"));
            Assert.Equal(["image/png", "application/vnd.plotly.v1+json", "text/plain"], output.Data.Keys);
            Assert.Equal($"image/png of {type}", output.Text("image/png"));
            Assert.Equal(1, output.Data["application/vnd.plotly.v1+json"]!["data"]![0]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task AFormatterThatThrowsIsAnErrorOfTheCell()
    {
        await using var session = new TestSession();
        var error = await session.FailAsync(
            "using Microsoft.DotNet.Interactive.Formatting; record Bad; "
            + "Formatter.Register<Bad>(b => throw new InvalidOperationException(\"cannot draw\"), \"text/html\"); new Bad()");
        Assert.Contains("cannot draw", string.Join('\n', error.Traceback));
    }

    [Fact]
    public async Task AnExceptionIsShownAsOneLineThatIsTheSameEachTime()
    {
        await using var session = new TestSession();
        var output = (DisplayOutput)Assert.Single(await session.RunAsync(
            "try { int.Parse(\"x\"); } catch (FormatException e) { display(e); }"));
        Assert.Equal(["text/plain"], output.Data.Keys);
        Assert.Equal("System.FormatException: The input string 'x' was not in a correct format.",
            output.Text("text/plain"));
    }

    private static string WithoutStyle(DisplayOutput output) => output.Text("text/html")!.Split("<style>\n")[0];
}
