using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;

namespace Diffusion.Notebooks.Tests;

/// <summary>The kernels' formatting library, which knows nothing of ours, must display our types.</summary>
public sealed class DisplayTests
{
    public static TheoryData<string, string[]> Kinds => new()
    {
        { "figure", [MimeType.Plotly, MimeType.Png, MimeType.Text] },
        { "grid", [MimeType.Png, MimeType.Text] },
        { "scrubber", [MimeType.Html, MimeType.Png, MimeType.Text] },
        { "prompt", [MimeType.Html, MimeType.Png, MimeType.Text] },
        { "check", [MimeType.Html, MimeType.Png, MimeType.Text] },
        { "summary", [MimeType.Html, MimeType.Png, MimeType.Text] },
        { "quiz", [MimeType.Html, MimeType.Png, MimeType.Text] },
        { "bar", [MimeType.Html, MimeType.Png, MimeType.Text] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kernel_sends_every_mime_type_of_the_bundle(string kind, string[] mimeTypes)
    {
        var rich = Make(kind);

        Assert.Equal(mimeTypes, Formatter.GetPreferredMimeTypesFor(rich.GetType()));
        Assert.Equal(mimeTypes.Order(), rich.Bundle.Keys.Order());
        foreach (var mimeType in mimeTypes)
            Assert.Equal(rich.Bundle[mimeType], rich.ToDisplayString(mimeType));
    }

    /// <summary>A chart is Plotly's own JSON; anything else is what it shows, by MIME type.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_language_is_given_what_is_shown(string kind, string[] mimeTypes)
    {
        var rich = Make(kind);
        using var json = JsonDocument.Parse(rich.ToDisplayString("application/json"));

        if (mimeTypes.Contains(MimeType.Plotly))
            Assert.Equal(rich.Bundle[MimeType.Plotly], json.RootElement.GetRawText());
        else Assert.Equal(mimeTypes.Order(), json.RootElement.EnumerateObject().Select(form => form.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_bundle_has_a_readable_picture_and_one_line_of_text(string kind, string[] mimeTypes)
    {
        var rich = Make(kind);
        var pixels = Png.Pixels(Convert.FromBase64String(rich.Bundle[MimeType.Png]));

        Assert.Equal(mimeTypes.Length, rich.Bundle.Count);
        Assert.True(pixels.Cast<(byte, byte, byte)>().Distinct().Count() > 1, "the picture is blank");
        Assert.DoesNotContain('\n', rich.Bundle[MimeType.Text]);
        Assert.Equal(rich.ToString(), rich.Bundle[MimeType.Text]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_content_is_the_same_bytes(string kind, string[] mimeTypes)
    {
        var (first, second) = (Make(kind), Make(kind));

        foreach (var mimeType in mimeTypes)
            Assert.Equal(first.Bundle[mimeType], second.Bundle[mimeType]);
    }

    [Fact]
    public void A_change_after_the_first_display_is_shown()
    {
        var figure = Figure.Lines("a").Add("one", [0, 1], [0, 1]);
        var before = figure.Bundle[MimeType.Plotly];

        Assert.NotEqual(before, figure.LogY().Bundle[MimeType.Plotly]);
    }

    private static Rich Make(string kind) => kind switch
    {
        "figure" => Figure.Lines("Energy", "t", "E").Add("VP", [0, 1, 2], [1, 1, 1])
            .Band("VP", [0, 1, 2], [0.9, 0.9, 0.9], [1.1, 1.1, 1.1]),
        "grid" => new ImageGrid(TorchSharp.torch.linspace(-1, 1, 32).reshape(2, 1, 4, 4)),
        "scrubber" => Scrubbers.Small(),
        "prompt" => PromptBoxTests.Small(),
        "check" => new Checks().Close("energy", 0.7, 0.5, hint: "Squares!"),
        "summary" => SummaryOfTwo(),
        "quiz" => Quiz.Ask("How many?", ["one", "two"], 'b', "one and one"),
        "bar" => new ProgressBar("training", 10, 10, 0.5, null),
        _ => throw new ArgumentException(kind),
    };

    private static Rich SummaryOfTwo()
    {
        var checks = new Checks();
        checks.That("first", true);
        checks.That("second", false);
        return checks.Progress();
    }
}
