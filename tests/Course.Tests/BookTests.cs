using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Course.Book;
using Course.Notebooks;
using Microsoft.Playwright;
using NotebookKernel;

[Trait("Lane", "slow")]
public sealed class BookTests : IDisposable
{
    private const string OnePixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private readonly string _folder = Directory.CreateTempSubdirectory("book-").FullName;
    private readonly NotebookFile[] _notebooks =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "notebooks"), "*.ipynb").Order()
            .Select(path => new NotebookFile(path))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private BookWriter Write()
    {
        var book = new BookWriter(_folder, _notebooks);
        book.WriteAll();
        return book;
    }

    [Fact]
    public void HasAPageForEachNotebookAndLinksThemInOrder()
    {
        Assert.Empty(Write().Problems);
        var first = File.ReadAllText(Path.Combine(_folder, "00-what-a-diffusion-model-does.html"));
        var second = File.ReadAllText(Path.Combine(_folder, "01-noise.html"));
        Assert.Contains("rel=\"next\" href=\"01-noise.html\"", first);
        Assert.DoesNotContain("rel=\"prev\"", first);
        Assert.Contains("rel=\"prev\" href=\"00-what-a-diffusion-model-does.html\"", second);
        Assert.Contains("href=\"01-noise.html#mixing-noise\"", first);
        Assert.Contains("<h2><span class=\"number\">01</span> Variance-preserving noise</h2>",
            File.ReadAllText(Path.Combine(_folder, "index.html")));
        Assert.True(File.Exists(Path.Combine(_folder, "pictures", "01-noise.png")));
    }

    [Fact]
    public void ShowsEachKindOfOutput()
    {
        Write();
        var page = File.ReadAllText(Path.Combine(_folder, "00-what-a-diffusion-model-does.html"));
        Assert.Contains("t = 250, alpha = 0.9\n100% done\n<span class=\"ansi-colour-2\">green</span>", page);
        Assert.Contains(
            "<img alt=\"A gradient in place of digits\" width=\"240\" height=\"80\" src=\"data:image/png;base64,",
            page);
        Assert.Contains("aria-label=\"Two curves: alpha falls, sigma rises\"", page);
        Assert.Contains("<pre class=\"output text stderr\"", page);
        Assert.Contains("InvalidOperationException: boom", page);
        Assert.Contains("<msqrt>", page);
        Assert.Contains("<summary>A solution</summary>", page);
    }

    [Fact]
    public void AFormulaThatCannotBeShownIsAProblemOfTheBook()
    {
        using var course = new TemporaryCourse();
        File.WriteAllText(course.NotebookPath("00-odd"), """
            { "cells": [{ "cell_type": "markdown", "id": "a", "metadata": {}, "source": "$\\wibble$" }], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }
            """);
        var book = new BookWriter(course.Book, CourseFolder.At(course.Root).Notebooks);
        book.WriteAll();
        Assert.StartsWith("00-odd: KaTeX parse error: Undefined control sequence: \\wibble",
            Assert.Single(book.Problems));
        Assert.Contains("class=\"bad-formula\"", course.BookFile("00-odd.html"));
    }

    [Fact]
    public void LinksLeadToNotebooksWhateverTheirNames()
    {
        using var course = new TemporaryCourse();
        string[] names = ["00-one", "Übung #1 (50%)", "a&b's \"?x=1;", "50%41 + 2"];
        foreach (var name in names)
        {
            var links = string.Concat(names.Select(other => $"[other]({Uri.EscapeDataString(other)}.ipynb#there) "));
            File.WriteAllText(course.NotebookPath(name), $$"""
                { "cells": [{ "cell_type": "markdown", "id": "a", "metadata": {}, "source": "## There\n\n{{links}}" },
                  { "cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1, "source": "1", "outputs": [
                    { "output_type": "display_data", "metadata": {}, "data": { "image/png": "{{OnePixel}}" } }] }],
                  "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }
                """);
        }
        new BookWriter(course.Book, CourseFolder.At(course.Root).Notebooks).WriteAll();
        var pages = Directory.GetFiles(course.Book, "*.html");
        Assert.Equal(names.Length + 1, pages.Length);
        var met = new HashSet<string>();
        foreach (var page in pages)
        {
            foreach (Match link in Regex.Matches(File.ReadAllText(page), " (?:href|src)=\"([^\"#]+)(?:#[^\"]*)?\""))
            {
                // As a browser reads it: what follows a question mark is no part of the name, then the rest is decoded.
                var address = WebUtility.HtmlDecode(link.Groups[1].Value).Split('?')[0];
                if (address.StartsWith("data:", StringComparison.Ordinal)) continue;
                var target = Path.Combine(course.Book, Uri.UnescapeDataString(address));
                Assert.True(File.Exists(target), $"{link.Value} in {page} leads nowhere");
                met.Add(Path.GetFileName(target));
            }
        }
        Assert.All(names, name => Assert.Contains(name + ".html", met));
        Assert.All(names, name => Assert.Contains(name + ".png", met));
    }

    [Fact]
    public void VeryLongTextOfAnotherProgramIsShortened()
    {
        using var course = new TemporaryCourse();
        var lines = string.Join(',', Enumerable.Range(0, 60_000)
            .Select(line => $$"""{ "output_type": "stream", "name": "stdout", "text": "line {{line}}\n" }"""));
        File.WriteAllText(course.NotebookPath("00-long"), $$"""
            { "cells": [{ "cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1, "source": "1", "outputs": [{{lines}}] }],
              "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }
            """);
        new BookWriter(course.Book, CourseFolder.At(course.Root).Notebooks).WriteAll();
        var page = course.BookFile("00-long.html");
        Assert.Contains("line 0\nline 1\n", page);
        Assert.Contains("line 499\n[59,000 lines, ", page);
        Assert.Contains("are left out here]\nline 59500\n", page);
        Assert.Contains("line 59999</pre>", page);
    }

    [Fact]
    public void AWideFormulaScrollsInsteadOfWideningThePage()
    {
        var html = new MarkdownRenderer().ToHtml("So that\n$$a = b$$\nand $c$.\n\n$$\nd\n$$");
        Assert.Matches("<span class=\"formula\"><span class=\"katex-display\"", html);
        Assert.Matches("<div class=\"formula\"><span class=\"katex-display\"", html);
        Assert.Equal(2, html.Split("class=\"formula\"").Length - 1);
    }

    [Fact]
    public void AFormulaOnSeveralLinesIsLaidOutAndADollarOnItsOwnIsAProblem()
    {
        var markdown = new MarkdownRenderer();
        var html = markdown.ToHtml("So\n\n$$a\n= b$$\n\nfor \\$5.");
        Assert.Empty(markdown.Problems);
        Assert.Matches("<div class=\"formula\"><span class=\"katex-display\"", html);
        Assert.DoesNotContain("$$", html);
        Assert.Contains("for $5.", html);
        markdown.ToHtml("an $x that is not closed");
        Assert.StartsWith("a dollar sign that begins or ends no formula", Assert.Single(markdown.Problems));
    }

    [Fact]
    public void AFigureHasANumberAndIsCalledByItsTitleOrItsHeading()
    {
        Write();
        var page = File.ReadAllText(Path.Combine(_folder, "00-what-a-diffusion-model-does.html"));
        Assert.Matches("<figure class=\"output [a-z]+\" id=\"figure-1\">", page);
        Assert.Matches("<figcaption><a href=\"#figure-1\">Figure 1</a> \\w", page);
        Assert.Equal("The race",
            FigureCaption.OfChart(JsonNode.Parse("""{ "layout": { "title": { "text": "<b>The race</b>" } } }""")!));
        Assert.Equal("linear · cosine", FigureCaption.OfChart(JsonNode.Parse("""
            { "layout": { "annotations": [{ "text": "<b>linear</b>" }, { "text": "SNR 0.1" }, { "text": "<b>cosine</b>" }] } }
            """)!));
        Assert.Null(FigureCaption.OfChart(JsonNode.Parse("{}")!));
        Assert.Equal("Eight sentences",
            FigureCaption.OfWords("Eight sentences: 24 images of 32x32 pixels, 8 in a row"));
        Assert.Equal("Twenty steps",
            FigureCaption.OfWords("Scrubber: Twenty steps (20 frames, from 'step 1' to 'step 20')"));
        Assert.Null(FigureCaption.OfWords("36 images of 28x28 pixels, 6 in a row"));
    }

    [Fact]
    public void AFigureBeforeTheFirstHeadingDoesNotRepeatTheChaptersTitle()
    {
        var markdown = new MarkdownRenderer();
        var outputs = new OutputRenderer(markdown);
        var image = new DisplayOutput(new Dictionary<string, JsonNode?> { ["image/png"] = OnePixel });
        markdown.ToHtml("# The chapter");
        Assert.Contains("<figcaption><a href=\"#figure-1\">Figure 1</a></figcaption>", outputs.ToHtml([image]));
        markdown.ToHtml("## A heading");
        Assert.Contains("<figcaption><a href=\"#figure-2\">Figure 2</a> A heading</figcaption>",
            outputs.ToHtml([image]));
    }

    [Theory]
    [InlineData("<div><img src='data:,'></div><script>go()</script>", 1)]
    [InlineData("<div></div><script>go('<img>')</script>", 2)]
    public void WithoutScriptsAStillIsShownOnce(string html, int images)
    {
        var output = new DisplayOutput(new Dictionary<string, JsonNode?>
        {
            ["text/html"] = html, ["image/png"] = OnePixel, ["text/plain"] = "Simulation: Two ways",
        });
        var page = new OutputRenderer(new MarkdownRenderer()).ToHtml([output]);
        Assert.Equal(images, page.Split("<img").Length - 1);
        Assert.Equal(images == 2, page.Contains("<noscript><img", StringComparison.Ordinal));
        Assert.Contains("Two ways</figcaption>", page);
    }

    [Fact]
    public void ANotebookCanBeDownloadedAndOpenedInCodespaces()
    {
        new BookWriter(_folder, _notebooks, new Repository("somebody/diffusion")).WriteAll();
        foreach (var notebook in _notebooks)
        {
            var page = File.ReadAllText(Path.Combine(_folder, notebook.Name + ".html"));
            Assert.Contains($"href=\"notebooks/{notebook.Name}.ipynb\" download>", page);
            Assert.Contains("href=\"https://codespaces.new/somebody/diffusion?quickstart=1\"", page);
            Assert.Equal(File.ReadAllBytes(notebook.Path),
                File.ReadAllBytes(Path.Combine(_folder, "notebooks", notebook.Name + ".ipynb")));
        }
    }

    [Theory]
    [InlineData("https://github.com/somebody/diffusion.git", "somebody/diffusion")]
    [InlineData("https://token@github.com/somebody/diffusion", "somebody/diffusion")]
    [InlineData("git@github.com:somebody/a.b.git", "somebody/a.b")]
    [InlineData("ssh://git@github.com/somebody/diffusion", "somebody/diffusion")]
    [InlineData("https://example.org/github.com/x", null)]
    [InlineData("/srv/diffusion.git", null)]
    [InlineData("", null)]
    public void KnowsARepositoryOnGitHubByItsAddress(string address, string? name) =>
        Assert.Equal(name, Repository.OfAddress(address)?.Name);

    [Fact]
    public void NothingInThePagesPointsToANetwork()
    {
        Write();
        foreach (var page in Directory.GetFiles(_folder, "*.html"))
            Assert.DoesNotMatch("(src|href)=\"(https?:)?//", File.ReadAllText(page));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 1200)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task WorksInABrowserFromFilesAlone(ColorScheme scheme, int width)
    {
        await using var browser = await Chromium.StartAsync();
        Write();
        foreach (var file in Directory.GetFiles(_folder, "*.html").Order())
        {
            var page = await browser.OpenAsync(file, width, 900, scheme);
            var isChapter = !file.EndsWith("index.html", StringComparison.Ordinal);
            var charts = await page.DrawChartsAsync();
            var sliders = await page.MoveSlidersAsync();
            Assert.Equal(file.Contains("00-", StringComparison.Ordinal) ? (1, 1) : (isChapter ? 1 : 0, 0),
                (charts, sliders));
            Assert.Empty(page.Errors);
            Assert.Empty(page.NetworkRequests);
            Assert.Empty(await page.BrokenLinksAsync());
            var overflow = await page.Page.EvaluateAsync<int>(
                "document.documentElement.scrollWidth - window.innerWidth");
            Assert.True(overflow <= 0, $"{Path.GetFileName(file)} is {overflow} pixels wider than the window");
            await page.KeepPictureAsync($"{Path.GetFileNameWithoutExtension(file)}-{scheme}-{width}");
        }
    }

    [Fact]
    public async Task CopyButtonCopiesTheCode()
    {
        await using var browser = await Chromium.StartAsync();
        Write();
        var page = await browser.OpenAsync(Path.Combine(_folder, "01-noise.html"));
        await page.Page.Locator(".input").First.HoverAsync();
        await page.Page.Locator(".copy").First.ClickAsync();
        await Assertions.Expect(page.Page.Locator(".copy").First).ToHaveTextAsync("Copied");
    }
}
