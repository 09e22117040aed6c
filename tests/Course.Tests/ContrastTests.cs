using System.Globalization;
using System.Text.RegularExpressions;

/// <summary>The colours of the book against the ratio that readable text needs (WCAG 2.2, level AA: 4.5).</summary>
public sealed class ContrastTests
{
    private static readonly string[] Schemes = Style().Split("prefers-color-scheme: dark", 2);

    [Theory]
    [InlineData(0, "page", "text soft link accent good bad")]
    [InlineData(0, "panel", "text soft keyword type method string number comment")]
    [InlineData(0, "bad-panel", "bad text")]
    [InlineData(0, "warn-panel", "text")]
    [InlineData(1, "page", "text soft link accent good bad")]
    [InlineData(1, "panel", "text soft keyword type method string number comment")]
    [InlineData(1, "bad-panel", "bad text")]
    [InlineData(1, "warn-panel", "text")]
    public void TextStandsOutFromWhatIsBehindIt(int scheme, string background, string texts)
    {
        foreach (var text in texts.Split(' '))
        {
            var (light, dark) = (Luminance(Colour(scheme, text)), Luminance(Colour(scheme, background)));
            if (light < dark) (light, dark) = (dark, light);
            var ratio = (light + 0.05) / (dark + 0.05);
            Assert.True(ratio >= 4.5,
                FormattableString.Invariant($"{text} on {background} has a contrast of {ratio:0.00}"));
        }
    }

    private static string Colour(int scheme, string name) =>
        Regex.Match(Schemes[scheme], $"--{name}: #([0-9a-f]{{6}})").Groups[1].Value;

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.03928 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Channel(0) + 0.7152 * Channel(2) + 0.0722 * Channel(4);
    }

    private static string Style()
    {
        var assembly = typeof(Course.Book.BookAssets).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream("Assets/book.css")!);
        return reader.ReadToEnd();
    }
}
