using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Course.Book;
using Course.Notebooks;
using Diffusion.Notebooks;
using Microsoft.Playwright;

/// <summary>What a reader does with the book beside reading: searches, goes on by keyboard, prints.</summary>
[Trait("Lane", "slow")]
public sealed class BookReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("book-").FullName;
    private readonly NotebookFile[] _notebooks =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "notebooks"), "*.ipynb").Order()
            .Select(path => new NotebookFile(path))];

    public BookReaderTests() => new BookWriter(_folder, _notebooks).WriteAll();

    private string First => Path.Combine(_folder, "00-what-a-diffusion-model-does.html");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ASearchFindsAnotherChapterWithoutANetwork()
    {
        await using var browser = await Chromium.StartAsync();
        var watched = await browser.OpenAsync(First);
        var page = watched.Page;
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator(".search input").FillAsync("mixing");
        await Assertions.Expect(page.Locator(".search li a").First).ToContainTextAsync("Mixing noise");
        await Assertions.Expect(page.Locator(".search li a")).ToHaveCountAsync(2); // in both chapters
        await page.Locator(".search input").FillAsync("zzzz");
        await Assertions.Expect(page.Locator(".search-said")).ToHaveTextAsync("Nothing found.");
        await page.Locator(".search input").FillAsync("energy flat");
        await Assertions.Expect(page.Locator(".search li a")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".search li mark").First).ToHaveTextAsync("energy");
        Assert.Empty(watched.Errors);
        // which reads style sheets in a way that a file's page may not
        Assert.Empty(await PageAudit.FindingsAsync(page));
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/01-noise.html$"));
        Assert.Empty(watched.NetworkRequests);
    }

    [Fact]
    public async Task AnArrowKeyLeadsToTheNextChapterButNotWhereItMovesASlider()
    {
        await using var browser = await Chromium.StartAsync();
        var page = (await browser.OpenAsync(First)).Page;
        await page.Keyboard.PressAsync("ArrowLeft"); // there is none before the first
        var slider = page.Locator("input[type=range]").First;
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Locator("pre.code").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForTimeoutAsync(300);
        Assert.EndsWith("00-what-a-diffusion-model-does.html", page.Url);
        await page.EvaluateAsync("document.activeElement.blur()");
        await PressUntilAsync(page, "ArrowRight", "/01-noise.html");
        await PressUntilAsync(page, "ArrowLeft", "/00-what-a-diffusion-model-does.html");
    }

    /// <summary>A key that is pressed while a page still loads its script is lost; a reader presses it again.</summary>
    private static async Task PressUntilAsync(IPage page, string key, string address)
    {
        for (var tries = 0; tries < 200 && !page.Url.EndsWith(address, StringComparison.Ordinal); tries++)
        {
            await page.Keyboard.PressAsync(key);
            await page.WaitForTimeoutAsync(500);
        }
        Assert.EndsWith(address, page.Url);
        await page.WaitForLoadStateAsync();
    }

    [Fact]
    public async Task OnPaperAChartIsItsPictureInBlackOnWhiteAndTheFrameIsGone()
    {
        await using var browser = await Chromium.StartAsync();
        var watched = await browser.OpenAsync(First, scheme: ColorScheme.Dark);
        Assert.Equal(1, await watched.DrawChartsAsync());
        var page = watched.Page;
        await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(page.Locator("figure.chart .plot > img")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("figure.chart .live")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".bar")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".neighbours")).ToBeHiddenAsync();
        var colours = await page.EvaluateAsync<string[]>(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]");
        Assert.Equal(["rgb(0, 0, 0)", "rgb(255, 255, 255)"], colours);
        Assert.NotEmpty(await page.PdfAsync());
    }

    [Fact]
    public async Task TheListOfHeadingsIsFoldedOnAPhoneAndShowsOnAWidePageWhereTheReaderIs()
    {
        await using var browser = await Chromium.StartAsync();
        var phone = (await browser.OpenAsync(First, 390, 844)).Page;
        await Assertions.Expect(phone.Locator(".contents summary")).ToBeVisibleAsync();
        await Assertions.Expect(phone.Locator(".contents li").First).ToBeHiddenAsync();
        await phone.Locator(".contents summary").ClickAsync();
        await phone.Locator(".contents a").Last.ClickAsync();
        Assert.Contains("#", phone.Url);
        var wide = (await browser.OpenAsync(First)).Page;
        await Assertions.Expect(wide.Locator(".contents a").First).ToBeVisibleAsync();
        await wide.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await Assertions.Expect(wide.Locator(".contents a[aria-current]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task ASimulationTakesTheWholeWidthOfThePage()
    {
        using var course = new TemporaryCourse();
        File.WriteAllText(course.NotebookPath("00-moves"), """
            { "cells": [{ "cell_type": "markdown", "id": "t", "metadata": {}, "source": "# Moves" },
              { "cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1, "source": "1", "outputs": [
                { "output_type": "display_data", "metadata": {}, "data": { "text/plain": "Simulation: it moves",
                  "text/html": "<div class='simulation' style='max-width: 200px'>it moves</div>" } }] }],
              "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }
            """);
        var book = new BookWriter(course.Book, CourseFolder.At(course.Root).Notebooks);
        book.WriteAll();
        await using var browser = await Chromium.StartAsync();
        foreach (var (width, least) in new[] { (1200, 890), (390, 380) })
        {
            var page = (await browser.OpenAsync(Path.Combine(course.Book, "00-moves.html"), width)).Page;
            var taken = await page.EvaluateAsync<double>(
                "document.querySelector('.simulation').getBoundingClientRect().width");
            Assert.InRange(taken, least, width);
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth"));
        }
    }

    /// <summary>Side by side on a phone, titles and numbers of panels would lie on each other.</summary>
    [Fact]
    public async Task OnAPhoneThePanelsOfAChartStandBelowEachOther()
    {
        using var course = new TemporaryCourse();
        string[] titles = ["read as asked", "good, and varied: more is better", "beyond black and white"];
        var chart = Figure.Row(
            "Three panels", [.. titles.Select(
                title => Figure.Lines(title, x: "scale", y: "share").Add($"of {title}", [0, 10], [0.1, 0.9]))]);
        var data = new JsonObject(chart.Bundle.Select(form => KeyValuePair.Create(
            form.Key, form.Key == MimeType.Plotly ? JsonNode.Parse(form.Value) : JsonValue.Create(form.Value))));
        var output = new JsonObject
        {
            ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = data
        };
        course.With("00-panels", "1");
        var notebook = JsonNode.Parse(File.ReadAllText(course.NotebookPath("00-panels")))!;
        notebook["cells"]![0]!["outputs"] = new JsonArray(output);
        File.WriteAllText(course.NotebookPath("00-panels"), notebook.ToJsonString());
        new BookWriter(course.Book, CourseFolder.At(course.Root).Notebooks).WriteAll();
        await using var browser = await Chromium.StartAsync();
        foreach (var (width, isStacked) in new[] { (1200, false), (390, true) })
        {
            var watched = await browser.OpenAsync(Path.Combine(course.Book, "00-panels.html"), width);
            Assert.Equal(1, await watched.DrawChartsAsync());
            var boxes = await watched.Page.EvaluateAsync<double[][]>("""
                [...document.querySelectorAll(".annotation-text, [class^=g-x] text, [class^=g-y] text, .legendtext")]
                  .map((text) => text.getBoundingClientRect()).map((box) => [box.left, box.top, box.right, box.bottom])
                """);
            Assert.Equal(4 * titles.Length, boxes.Length);
            Assert.All(boxes, box => Assert.InRange(box[2], 0, width));
            for (var i = 0; i < boxes.Length; i++)
                for (var j = 0; j < i; j++)
                    Assert.False(
                        Math.Min(boxes[i][2], boxes[j][2]) > Math.Max(boxes[i][0], boxes[j][0]) + 1
                        && Math.Min(boxes[i][3], boxes[j][3]) > Math.Max(boxes[i][1], boxes[j][1]) + 1,
                        $"At {width} pixels texts {j} and {i} lie on each other.");
            var lefts = await watched.Page.EvaluateAsync<double[]>(
                "[...document.querySelectorAll('.annotation-text')].map((text) => text.getBoundingClientRect().left)");
            Assert.Equal(isStacked, lefts.Max() - lefts.Min() < 5);
            Assert.Empty(watched.Errors);
        }
    }
}
