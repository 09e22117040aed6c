using Microsoft.Playwright;
using NotebookKernel;

/// <summary>The book of the whole course, opened from its files in a browser.</summary>
[Trait("Lane", "slow")]
[Collection(nameof(ExecutedCourse))]
public sealed class CourseBookTests(ExecutedCourse executed)
{
    [Fact]
    public async Task TheIndexLeadsToEveryChapter()
    {
        Assert.SkipWhen(executed.Book.Length == 0, "There is no notebook yet.");
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(Path.Combine(executed.Book, "index.html"));
        Assert.Equal(CourseNotebooks.Folder.Notebooks.Count, await page.Page.Locator("a.chapter").CountAsync());
        Assert.Empty(await page.BrokenLinksAsync());
        Assert.Empty(page.Errors);
        Assert.Empty(page.NetworkRequests);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ExecutedCourse.Names), MemberType = typeof(ExecutedCourse))]
    public async Task AChapterWorksFromFilesAlone(string name)
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(Path.Combine(executed.Book, name + ".html"));
        var outputs = NotebookDocument.Load(executed.ExecutedPath(name)).CodeCells().SelectMany(cell => cell.Outputs)
            .OfType<DisplayOutput>();
        var charts = outputs.Count(output => output.Data.ContainsKey(Course.Book.OutputRenderer.Plotly));

        Assert.Equal(charts, await page.DrawChartsAsync());
        var sliders = await page.MoveSlidersAsync();
        Assert.Equal(await page.Page.Locator("input[type=range]").CountAsync(), sliders);
        Assert.Empty(page.Errors);
        Assert.Empty(page.NetworkRequests);
        Assert.Empty(await page.BrokenLinksAsync());
        await page.KeepPictureAsync(name);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ExecutedCourse.Names), MemberType = typeof(ExecutedCourse))]
    public async Task AChapterFitsOnAPhone(string name)
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(Path.Combine(executed.Book, name + ".html"), 390, 844, ColorScheme.Dark);
        await page.DrawChartsAsync();
        var overflow = await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");
        Assert.True(overflow <= 0, $"{name} is {overflow} pixels wider than the window");
        // Plotly hides names that would leave the chart.
        Assert.Empty(await page.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll(".js-plotly-plot")].flatMap((plot) =>
              [...plot.querySelectorAll("[class$=tick] > text")]
                .filter((text) => text.style.opacity === "0" || text.style.display === "none"
                  || text.getBoundingClientRect().left < 0)
                .map((text) => text.textContent))
            """));
        Assert.Empty(page.Errors);
        await page.KeepPictureAsync(name + "-phone");
    }
}
