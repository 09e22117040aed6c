using Course;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("10%\r50%\r100%\ndone", "100%\ndone")]
    [InlineData("abcdef\rxy", "xycdef")]
    [InlineData("one\r\ntwo", "one\ntwo")]
    [InlineData("ab\bc", "ac")]
    [InlineData("plain\n", "plain\n")]
    public void ShowsTheLastStateOfALine(string written, string shown) =>
        Assert.Equal(shown, TerminalText.Settle(written));

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m <b>", "<span class=\"ansi-colour-1\">red</span> &lt;b&gt;")]
    [InlineData("\u001b[1;32mok\u001b[39m still\u001b[m",
        "<span class=\"ansi-bold ansi-colour-2\">ok</span><span class=\"ansi-bold\"> still</span>")]
    [InlineData("\u001b[38;5;196mx", "x")]
    [InlineData("\u001b[2K\u001b[1Gx\u001b]0;title\u0007", "x")]
    public void TurnsColoursIntoSpansAndDropsTheRest(string written, string html) =>
        Assert.Equal(html, TerminalText.ToHtml(written));

    [Fact]
    public void CanDropAllEscapes() =>
        Assert.Equal("red plain", TerminalText.WithoutEscapes("\u001b[31mred\u001b[0m plain"));
}
