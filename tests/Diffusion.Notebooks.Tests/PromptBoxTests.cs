using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

/// <summary>A sentence with gaps, and the picture of each way to fill them.</summary>
public sealed class PromptBoxTests
{
    [Fact]
    public void Each_sentence_gets_the_picture_at_its_place()
    {
        var asked = new List<string>();
        Tensor? images = null;
        new PromptBox("Say it", "a {size} {kind}, {size}").Gap("size", "small", "large")
            .Gap("kind", "boot", "bag", "hat")
            .Draw(sentences =>
            {
                asked.AddRange(sentences);
                return images = zeros(6, 1, 2, 2);
            });

        Assert.Equal(["a small boot, small", "a small bag, small", "a small hat, small", "a large boot, large",
            "a large bag, large", "a large hat, large"], asked);
        Assert.True(images!.IsInvalid);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Assert.Contains("has no gap {colour}",
            Assert.Throws<ArgumentException>(() => new PromptBox("", "a {kind}").Gap("colour", "red")).Message);
        Assert.Contains("'kind' has no word",
            Assert.Throws<ArgumentException>(() => new PromptBox("", "a {kind}").Gap("kind")).Message);
        Assert.Contains("{size} of 'a {size} {kind}' has no words", Assert.Throws<ArgumentException>(() =>
            new PromptBox("", "a {size} {kind}").Gap("kind", "boot").Draw(_ => zeros(1, 1, 2, 2))).Message);
        Assert.Contains("3 pictures for 2 sentences", Assert.Throws<ArgumentException>(() =>
            new PromptBox("", "a {kind}").Gap("kind", "boot", "bag").Draw(_ => zeros(3, 1, 2, 2))).Message);
        Assert.Contains("has no pictures yet", Assert.Throws<InvalidOperationException>(
            () => new PromptBox("It", "a {kind}").Gap("kind", "boot").Bundle).Message);
    }

    [Fact]
    public void The_page_loads_nothing_and_says_words_as_they_are()
    {
        var html = new PromptBox("A & B", "a {kind} <here>").Gap("kind", "\"boot\"", "bag")
            .Draw(_ => zeros(2, 3, 4, 4)).Bundle[MimeType.Html];

        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("A &amp; B", html);
        Assert.Contains("&lt;here&gt;", html);
        Assert.Contains("&quot;boot&quot;</option>", html);
    }

    /// <summary>GitHub and others take scripts and styles away: the table of pictures is what is left.</summary>
    [Fact]
    [Trait("Lane", "slow")]
    public void Without_script_and_style_its_pictures_are_there()
    {
        var html = Small().Bundle[MimeType.Html];

        Assert.Matches("<img class=\"dn-still\" alt=\"Prompt box: [^\"]+\" src=\"data:image/[^\"]{200,}\">", html);
        Assert.Equal("0 stills", Browser.Run($$"""
            {{html}}
            <script>document.title = document.querySelectorAll('.dn-still').length + ' stills';</script>
            """));
    }

    [Fact]
    [Trait("Lane", "slow")]
    public void In_a_browser_the_words_choose_the_picture()
    {
        var html = Small().Bundle[MimeType.Html];

        // The same box twice: each chooses alone.
        var report = Browser.Run($$"""
            {{html}}{{html}}
            <script>
            var boxes = document.querySelectorAll('.dn-prompt');
            function look(box) {
              var drawn = box.querySelector('.dn-drawn'), style = getComputedStyle(drawn);
              return drawn.getAttribute('aria-label') + '|' + style.backgroundPosition + '|' + style.backgroundSize + '|' + drawn.clientWidth;
            }
            function choose(box, gap, word) {
              var list = box.querySelectorAll('select')[gap];
              list.selectedIndex = word; list.dispatchEvent(new Event('change'));
            }
            var lines = [boxes.length, look(boxes[0])];
            choose(boxes[0], 0, 1); choose(boxes[0], 1, 2);
            lines.push(look(boxes[0]), look(boxes[1]));
            document.title = lines.join('\n');
            </script>
            """).Split('\n');

        const string First = "a small boot|0px 0px|1536px 256px|256";
        Assert.Equal(["2", First, "a large hat|-1280px 0px|1536px 256px|256", First], report);
    }

    /// <summary>Six pictures, each of one grey, for two sizes of three kinds.</summary>
    internal static PromptBox Small() => new PromptBox("Say it", "a {size} {kind}").Gap("size", "small", "large")
        .Gap("kind", "boot", "bag", "hat")
        .Draw(_ => linspace(-1, 1, 6).reshape(6, 1, 1, 1).expand(6, 1, 4, 4).contiguous());
}
