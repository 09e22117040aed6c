using System.Net;
using Microsoft.Playwright;

/// <summary>A page with its console errors, its requests, and the things a reader does with it.</summary>
public sealed class WatchedPage
{
    private readonly List<string> _errors = [];
    private readonly List<string> _requests = [];

    public WatchedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _errors.Add(message.Text);
        };
        page.PageError += (_, error) => _errors.Add(error);
        page.RequestFailed += (_, request) => _errors.Add($"failed: {request.Url}");
        page.Request += (_, request) =>
        {
            if (!IsLocal(request.Url)) _requests.Add(request.Url);
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings in the console, uncaught exceptions, files that are not there.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Requests for anything but files beside the page.</summary>
    public IReadOnlyList<string> NetworkRequests => _requests;

    /// <summary>Scrolls to each chart and waits until it is drawn; returns how many there are.</summary>
    public async Task<int> DrawChartsAsync()
    {
        var charts = Page.Locator("figure.chart");
        var count = await charts.CountAsync();
        for (var i = 0; i < count; i++)
        {
            await charts.Nth(i).ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(charts.Nth(i)).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("drawn"));
            await Assertions.Expect(charts.Nth(i).Locator("svg.main-svg").First).ToBeVisibleAsync();
        }
        return count;
    }

    /// <summary>
    /// Moves each slider to its other end, and asserts that the output around it looks different then.
    /// </summary>
    public async Task<int> MoveSlidersAsync()
    {
        var sliders = Page.Locator(".output input[type=range]");
        var count = await sliders.CountAsync();
        for (var i = 0; i < count; i++)
        {
            var slider = sliders.Nth(i);
            await slider.ScrollIntoViewIfNeededAsync();
            var output = slider.Locator("xpath=ancestor::*[contains(concat(' ', @class, ' '), ' output ')][1]");
            var images = output.Locator("img, canvas, svg");
            var before = await LooksAsync(images);
            var atEnd = await slider.EvaluateAsync<bool>("s => s.value === s.max");
            await slider.FocusAsync();
            await Page.Keyboard.PressAsync(atEnd ? "Home" : "End");
            var changed = false;
            for (var tries = 0; tries < 1500 && !changed; tries++)
            {
                await Page.WaitForTimeoutAsync(200);
                changed = before.Zip(await LooksAsync(images))
                    .Any(pair => !pair.First.AsSpan().SequenceEqual(pair.Second));
            }
            Assert.True(changed, $"slider {i + 1} moved and no picture of its output changed");
        }
        return count;
    }

    /// <summary>
    /// Keeps a picture of the whole page where the environment variable BOOK_SCREENSHOTS names a folder.
    /// </summary>
    public async Task KeepPictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("BOOK_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(folder, name + ".png") });
    }

    /// <summary>Links to files, and to places in this page or another, that are not there.</summary>
    public async Task<IReadOnlyList<string>> BrokenLinksAsync()
    {
        var links = await Page.EvaluateAsync<string[]>("[...document.links].map(a => a.href)");
        return [.. links.Where(link => link.StartsWith("file:", StringComparison.Ordinal)).Distinct()
            .Where(link => !LeadsSomewhere(new Uri(link)))];
    }

    private static bool LeadsSomewhere(Uri link)
    {
        if (!File.Exists(link.LocalPath)) return false;
        var place = WebUtility.HtmlEncode(Uri.UnescapeDataString(link.Fragment.TrimStart('#')));
        return place.Length == 0
            || File.ReadAllText(link.LocalPath).Contains($" id=\"{place}\"", StringComparison.Ordinal);
    }

    private static bool IsLocal(string url) =>
        url.StartsWith("file:", StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal)
        || url.StartsWith("blob:", StringComparison.Ordinal);

    private static async Task<List<byte[]>> LooksAsync(ILocator images)
    {
        var looks = new List<byte[]>();
        foreach (var image in await images.AllAsync())
        {
            if (await image.IsVisibleAsync()) looks.Add(await image.ScreenshotAsync());
        }
        return looks;
    }
}
