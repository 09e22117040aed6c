using Microsoft.Playwright;

/// <summary>
/// The pages of the course's book, in a real browser, for everybody who reads it. Explicit: <c>.ci/nightly</c> runs it.
/// What all pages share is tested on a small book (Course.Tests).
/// </summary>
[Trait("Lane", "slow")]
[Collection(nameof(ExecutedCourse))]
public sealed class AccessibilityTests(ExecutedCourse executed)
{
    [Theory(Explicit = true)]
    [MemberData(nameof(ExecutedCourse.Pages), MemberType = typeof(ExecutedCourse))]
    public async Task EverybodyCanReadThePage(string name)
    {
        Assert.SkipWhen(executed.Book.Length == 0, "There is no notebook yet.");
        await using var browser = await Chromium.StartAsync();
        foreach (var (width, scheme) in new[] { (1200, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            var page = await browser.OpenAsync(Path.Combine(executed.Book, name + ".html"), width, 844, scheme);
            await page.DrawChartsAsync();
            var findings = await PageAudit.FindingsAsync(page.Page);
            Assert.True(findings.Count == 0, $"{name}, {width} pixels wide, {scheme}:\n{string.Join('\n', findings)}");
            Assert.Empty(await page.BrokenLinksAsync());
        }
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(ExecutedCourse.Pages), MemberType = typeof(ExecutedCourse))]
    public async Task TheKeyboardShowsWhereItIs(string name)
    {
        Assert.SkipWhen(executed.Book.Length == 0, "There is no notebook yet.");
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(Path.Combine(executed.Book, name + ".html"));
        Assert.Empty(await PageAudit.HiddenFocusAsync(page.Page));
    }
}
