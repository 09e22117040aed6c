using System.Diagnostics;
using System.Net;

namespace Diffusion.Notebooks.Tests;

/// <summary>Opens pages in a headless Chromium, where one is installed.</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>
    /// Opens a page from a file and returns the title that its scripts set. Skips the test without a browser.
    /// </summary>
    public static string Run(string body)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (program is null)
            Assert.Skip("No Chromium on the PATH: the page cannot be opened.");
        var folder = Directory.CreateTempSubdirectory("scrubber-test-").FullName;
        try
        {
            var page = Path.Combine(folder, "page.html");
            File.WriteAllText(
                page, $"<!doctype html><meta charset=\"utf-8\"><title>not run</title><body>{body}</body>");
            string[] options =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--user-data-dir=" + Path.Combine(folder, "profile"),
                "--dump-dom", new Uri(page).AbsoluteUri,
            ];
            using var process = Process.Start(new ProcessStartInfo(
                program, options) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var dom = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var start = dom.IndexOf("<title>", StringComparison.Ordinal) + "<title>".Length;
            return WebUtility.HtmlDecode(dom[start..dom.IndexOf("</title>", StringComparison.Ordinal)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
