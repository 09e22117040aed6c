using Course.Book;
using Course.Notebooks;
using Microsoft.Playwright;

/// <summary>The book when a notebook failed: what went wrong may be one long word.</summary>
[Trait("Lane", "slow")]
public sealed class FailedBookTests
{
    private static readonly string LongWord = "cell 1 (Draw): System.InvalidOperationException_" + new string('x', 200);

    [Theory]
    [InlineData(1200, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(320, ColorScheme.Light)]
    public async Task EverybodyCanReadWhatWentWrong(int width, ColorScheme scheme)
    {
        using var course = new TemporaryCourse().With("00-fails", "1").With("01-" + new string('y', 80), "1");
        var notebooks = CourseFolder.At(course.Root).Notebooks;
        var book = new BookWriter(course.Book, notebooks);
        book.WriteAll();
        foreach (var notebook in notebooks) book.Report(notebook, new ChapterState(ChapterStatus.Failed, 1, LongWord));

        await using var browser = await Chromium.StartAsync();
        foreach (var file in Directory.GetFiles(course.Book, "*.html").Order())
        {
            var page = await browser.OpenAsync(file, width, 844, scheme);
            Assert.Contains(LongWord, await page.Page.InnerTextAsync("main"));
            var overflow = await page.Page.EvaluateAsync<int>(
                "document.documentElement.scrollWidth - window.innerWidth");
            Assert.True(overflow <= 0, $"{Path.GetFileName(file)} is {overflow} pixels wider than a window of {width}");
        }
    }
}
