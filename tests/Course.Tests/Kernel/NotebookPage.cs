using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;

/// <summary>A notebook in Debian's own Jupyter page, and the things that a person does with it.</summary>
public sealed class NotebookPage : IAsyncDisposable
{
    private readonly Process _server;
    private readonly Chromium _browser;

    private NotebookPage(Process server, Chromium browser, IPage page)
    {
        _server = server;
        _browser = browser;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>The cell of a number, from 0.</summary>
    public ILocator Cell(int index) => Page.Locator("#notebook-container > .cell").Nth(index);

    /// <summary>The prompt beside a cell: In [3], or In [*] while it runs or waits.</summary>
    public ILocator Prompt(int index) => Cell(index).Locator(".input_prompt");

    /// <summary>Starts the server and opens a notebook.</summary>
    public static async Task<NotebookPage> OpenAsync(JupyterPlace place, string folder, string notebook)
    {
        var browser = await Chromium.StartAsync();
        var port = FreePort();
        var server = place.StartPython(
            "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--port-retries=0",
            "--NotebookApp.token=", "--NotebookApp.password=", $"--notebook-dir={folder}");
        var log = server.StandardError.ReadToEndAsync();
        await WaitForServerAsync(new Uri($"http://127.0.0.1:{port}/api"), server, log);
        var page = await browser.NewPageAsync();
        await page.GotoAsync($"http://127.0.0.1:{port}/notebooks/{Uri.EscapeDataString(notebook)}");
        await Assertions.Expect(page.Locator("#kernel_indicator_icon.kernel_idle_icon")).ToBeVisibleAsync();
        return new NotebookPage(server, browser, page);
    }

    /// <summary>Chooses Cell, Run All.</summary>
    public async Task RunAllAsync()
    {
        await Page.Locator("#celllink").ClickAsync();
        await Page.Locator("#run_all_cells a").ClickAsync();
    }

    /// <summary>Selects a cell and chooses Cell, Run All Below.</summary>
    public async Task RunAllBelowAsync(int index)
    {
        await Prompt(index).ClickAsync();
        await Page.Locator("#celllink").ClickAsync();
        await Page.Locator("#run_all_cells_below a").ClickAsync();
    }

    /// <summary>Presses the toolbar's interrupt button.</summary>
    public Task InterruptAsync() =>
        Page.Locator("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']").ClickAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    private static async Task WaitForServerAsync(Uri address, Process server, Task<string> log)
    {
        using var client = new HttpClient();
        while (true)
        {
            // Its process is the sign of life; a busy machine may take minutes to import what it needs.
            Assert.False(server.HasExited, server.HasExited ? $"The Jupyter server ended: {await log}" : "");
            try
            {
                if ((await client.GetAsync(address, TestContext.Current.CancellationToken)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
