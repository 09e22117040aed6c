using Diffusion;
using Diffusion.Notebooks;
using Microsoft.Playwright;
using static TorchSharp.torch;

/// <summary>Simulations on a page of their own, and the things that a person does with them.</summary>
public sealed class SimulationPage : IAsyncDisposable
{
    private readonly Chromium _browser;
    private readonly DirectoryInfo _folder;
    private readonly WatchedPage _page;

    private SimulationPage(Chromium browser, DirectoryInfo folder, WatchedPage page) =>
        (_browser, _folder, _page) = (browser, folder, page);

    public static double[][] Centres { get; } =
        [.. Enumerable.Range(0, 8)
            .Select(i => new[] { 1.4 * Math.Cos(i * Math.PI / 4), 1.4 * Math.Sin(i * Math.PI / 4) })];

    public IPage Page => _page.Page;

    /// <summary>What went wrong: errors in the console, requests to a network.</summary>
    public IEnumerable<string> Wrongs => _page.Errors.Concat(_page.NetworkRequests);

    /// <summary>One of each kind.</summary>
    public static IReadOnlyDictionary<string, Simulation> Every()
    {
        using var garments = DatasetStore.EmbeddedFashionMnist().Take(64).Images();
        return new Dictionary<string, Simulation>
        {
            ["samplers"] = Simulation.Samplers(Centres),
            ["averages"] = Simulation.AveragesOf([-2, -1, 0.5, 1, 2.5], [0.1, 0.3, 0.2, 0.3, 0.1]),
            ["mixing"] = Simulation.Mixing(EmbeddedData.Read("chelsea.png")),
            ["garments"] = Simulation.Garments(
                garments[..60], garments[60..], ["one", "two", "three", "four"], steps: 8),
        };
    }

    /// <summary>Opens a page with some HTML.</summary>
    public static async Task<SimulationPage> OpenAsync(
        string body, int width = 1000, ColorScheme scheme = ColorScheme.Light, bool touch = false)
    {
        var folder = Directory.CreateTempSubdirectory("simulation-test-");
        var file = Path.Combine(folder.FullName, "page.html");
        await File.WriteAllTextAsync(file, $$"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Simulations</title>
            <meta name="viewport" content="width=device-width,initial-scale=1"></head>
            <body style="margin:8px"><main><h1>Simulations</h1>{{body}}</main></body></html>
            """);
        var browser = await Chromium.StartAsync();
        return new(browser, folder, await browser.OpenAsync(file, width, 900, scheme, touch));
    }

    /// <summary>The n-th simulation of a kind.</summary>
    public ILocator Of(string kind, int index = 0) =>
        Page.Locator($".simulation[data-simulation={kind}].sim-live").Nth(index);

    /// <summary>The middle of an element on the page.</summary>
    public static async Task<(float X, float Y)> MiddleAsync(ILocator element)
    {
        await element.ScrollIntoViewIfNeededAsync();
        var box = (await element.BoundingBoxAsync())!;
        return (box.X + box.Width / 2, box.Y + box.Height / 2);
    }

    /// <summary>Drags an element by the mouse, in several moves.</summary>
    public async Task DragAsync(ILocator element, float dx, float dy)
    {
        var (x, y) = await MiddleAsync(element);
        await Page.Mouse.MoveAsync(x, y);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(x + dx, y + dy, new() { Steps = 6 });
        await Page.Mouse.UpAsync();
    }

    /// <summary>Drags an element by a finger.</summary>
    public async Task SwipeAsync(ILocator element, float dx, float dy)
    {
        var (x, y) = await MiddleAsync(element);
        var session = await Page.Context.NewCDPSessionAsync(Page);
        Task Touch(string type, float part) =>
            session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["touchPoints"] = type == "touchEnd"
                    ? Array.Empty<object>()
                    : new object[] { new Dictionary<string, object> { ["x"] = x + part * dx, ["y"] = y + part * dy } },
            });
        await Touch("touchStart", 0);
        for (var i = 1; i <= 5; i++) await Touch("touchMove", i / 5f);
        await Touch("touchEnd", 1);
    }

    /// <summary>Milliseconds that a handle's own code takes for each of sixty moves.</summary>
    public static Task<double[]> MoveTimesAsync(ILocator handle) => handle.EvaluateAsync<double[]>("""
        handle => {
          const box = handle.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2, times = [];
          const send = (type, i) => {
            const begin = performance.now();
            handle.dispatchEvent(new PointerEvent(type, { clientX: x + 25 * Math.sin(i / 5), clientY: y + 12 * Math.sin(i / 7), bubbles: true }));
            return performance.now() - begin;
          };
          send('pointerdown', 0);
          for (let i = 0; i < 60; i++) times.push(send('pointermove', i));
          send('pointerup', 60);
          return times;
        }
        """);

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
