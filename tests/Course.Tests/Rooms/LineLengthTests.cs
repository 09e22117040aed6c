using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

/// <summary>
/// A line of C# has at most the characters that <c>.editorconfig</c> says. Longer may be: a line of text in quotes that
/// go over several lines, since a break in it would be another text; and in tests a text that does not fit on a line
/// of its own, since what is expected is easier to compare in one piece.
/// </summary>
public sealed class LineLengthTests
{
    private const int Most = 120;

    [Fact]
    public async Task NoLineIsLongerThanTheRule()
    {
        Assert.Contains($"max_line_length = {Most}\n", await ReadAsync(".editorconfig"));
        var files = Files();
        Assert.True(files.Count > 500, $"There are only {files.Count} files of C#.");

        var all = new List<string>();
        foreach (var file in files)
            all.AddRange(TooLong(await ReadAsync(file), file.StartsWith("tests/", StringComparison.Ordinal))
                .Select(line => $"{file}:{line.Number}: {line.Length} characters"));

        Assert.True(all.Count == 0, $"Break these lines, {Most} characters are the most:\n{string.Join('\n', all)}");
    }

    [Theory]
    [InlineData("var x = LONG;", 1)]
    [InlineData("// LONG", 1)]
    [InlineData("/// <summary>LONG</summary>\nclass A;", 1)]
    [InlineData("var x = \"LONG\";", 1)]
    [InlineData("var x = \"\"\"\n    LONG\n    \"\"\";", 0)]
    [InlineData("var x = $\"\"\"\n    {1} LONG\n    \"\"\";", 0)]
    [InlineData("var x = @\"a\nLONG\nb\";", 0)]
    [InlineData("var x = \"\"\"\n    short\n    \"\"\".Replace(LONG);", 1)]
    public void LongCodeAndCommentsAreFoundAndTextIsNot(string code, int expected)
    {
        code = code.Replace("LONG", new string('a', Most), StringComparison.Ordinal);

        Assert.Equal(expected, TooLong(code, mayQuote: false).Count());
    }

    /// <summary>Characters are counted, not bytes: a Greek letter is one.</summary>
    [Theory]
    [InlineData("Use(\"LONG\");", true, 0)]
    [InlineData("Use($\"{1}LONG\");", true, 0)]
    [InlineData("Use(AAAA, \"short\");", true, 1)]
    [InlineData("// ΑΑΑΑ", true, 0)]
    public void InTestsATextMayBeLongerThanALine(string code, bool mayQuote, int expected)
    {
        code = code.Replace("LONG", new string('a', Most), StringComparison.Ordinal)
            .Replace("AAAA", new string('a', Most), StringComparison.Ordinal)
            .Replace("ΑΑΑΑ", new string('α', Most - 3), StringComparison.Ordinal);

        Assert.Equal(expected, TooLong(code, mayQuote).Count());
    }

    private static IEnumerable<(int Number, int Length)> TooLong(string code, bool mayQuote)
    {
        var text = SourceText.From(code);
        var longer = text.Lines.Where(line => line.Span.Length > Most).ToList();
        if (longer.Count == 0) return [];
        var quotes = Quotes(CSharpSyntaxTree.ParseText(text).GetRoot()).ToList();
        return longer.Where(line => !quotes.Any(quote => IsExcused(line, quote, mayQuote)))
            .Select(line => (line.LineNumber + 1, line.Span.Length));
    }

    private static bool IsExcused(TextLine line, TextSpan quote, bool mayQuote)
    {
        if (quote.Start < line.Start) return quote.End >= line.End || quote.End > line.Start + Most;
        var indent = line.ToString().TakeWhile(char.IsWhiteSpace).Count();
        // On a line of its own it would stand a step further in, with what closes the brackets behind it.
        return mayQuote && quote.End <= line.End && indent + 4 + quote.Length + 2 > Most;
    }

    /// <summary>Where text stands in quotes, with the quotes; the holes of an interpolated one belong to it.</summary>
    private static IEnumerable<TextSpan> Quotes(SyntaxNode root) =>
        root.DescendantNodes().OfType<InterpolatedStringExpressionSyntax>().Select(text => text.Span)
            .Concat(root.DescendantTokens().Where(token => token.Text.EndsWith('"')).Select(token => token.Span));

    private static Task<string> ReadAsync(string file) =>
        File.ReadAllTextAsync(Path.Combine(RoomDrawing.Root, file), TestContext.Current.CancellationToken);

    /// <summary>What is built is in artifacts/, so all that lies in these folders is ours.</summary>
    private static List<string> Files() =>
    [
        .. new[] { "lib", "tests", "build" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(RoomDrawing.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(RoomDrawing.Root, file)),
    ];
}
