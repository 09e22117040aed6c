using System.Net;
using System.Text.RegularExpressions;
using Course.Book;

public sealed partial class CodeHighlighterTests
{
    [Fact]
    public void ColoursEachKindOfWord()
    {
        var html = CodeHighlighter.ToHtml("var x = Schedule.Linear(0.5, \"a<b\"); // why");
        Assert.Equal(
            "<span class=\"c-keyword\">var</span> x = <span class=\"c-type\">Schedule</span>."
            + "<span class=\"c-method\">Linear</span>(<span class=\"c-number\">0.5</span>, "
            + "<span class=\"c-string\">&quot;a&lt;b&quot;</span>); <span class=\"c-comment\">// why</span>",
            html);
    }

    [Theory]
    [InlineData("#load \"setup.csx\"\nusing TorchSharp;\nusing static TorchSharp.torch;\n")]
    [InlineData("#!time\nforeach (var (a, b) in pairs)\n{\n    Console.WriteLine($\"{a:0.0} {b}\");\n}")]
    [InlineData("#!markdown")]
    [InlineData("var s = \"\"\"\n    raw\n    \"\"\";\n/* a */ record P(int X);")]
    [InlineData("this is not ( C# at all \" <b>")]
    [InlineData("")]
    public void ChangesNoLetter(string code)
    {
        var html = CodeHighlighter.ToHtml(code);
        Assert.Equal(code, WebUtility.HtmlDecode(Tag().Replace(html, "")));
    }

    [Fact]
    public void MarksDirectives()
    {
        Assert.Contains("<span class=\"c-directive\">#load &quot;setup.csx&quot;",
            CodeHighlighter.ToHtml("#load \"setup.csx\"\nx"));
        Assert.Contains("<span class=\"c-directive\">#!time\n</span>", CodeHighlighter.ToHtml("#!time\nx"));
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
