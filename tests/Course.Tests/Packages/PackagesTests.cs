using System.Globalization;
using System.Text.RegularExpressions;
using Diffusion;
using Diffusion.Notebooks;

/// <summary>
/// What somebody outside the repository gets. The program is the one that the packages' own README shows; nothing but
/// its version is filled in.
/// </summary>
[Trait("Lane", "slow")]
public sealed partial class PackagesTests(PackedFeed feed) : IClassFixture<PackedFeed>
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(RoomDrawing.Root, "build", "PACKAGE.md"));

    [Fact(Explicit = true)]
    public async Task TheProgramOfTheReadmeTrainsSamplesAndSavesAPicture()
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = await feed.CleanFolderAsync("consumer");
        var project = Block("xml").Replace("VERSION", feed.Version, StringComparison.Ordinal);
        Assert.DoesNotContain("RuntimeIdentifier", project);
        await File.WriteAllTextAsync(Path.Combine(folder, "consumer.csproj"), project, cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Block("csharp"), cancel);

        var built = await feed.DotnetAsync(folder, "build", "--nologo");
        Assert.Contains("keep their arguments alive", built);
        var said = await feed.DotnetAsync(folder, "run", "--no-build", "--", "200");

        Assert.Contains("UCI digits: 1797 images", said);
        var losses = Loss().Matches(said)
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(2, losses.Count);
        // A network that knows nothing answers 0, and loses the variance of noise and images: about 1.5.
        Assert.InRange(losses[1], 0.05, 1.2);
        var picture = await File.ReadAllBytesAsync(Path.Combine(folder, "digits.png"), cancel);
        var pixels = ImageFiles.Decode(picture, 1, 64)!;
        Assert.True(pixels.Max() - pixels.Min() > 100, "The picture shows nothing.");
        // A second build has nothing to mend.
        Assert.DoesNotContain("keep their arguments alive", await feed.DotnetAsync(folder, "build", "--nologo"));
    }

    [Fact(Explicit = true)]
    public async Task TheToolIsAKernelWhoseStopStops()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (folder, course) = await InstallAsync("tool");
        Assert.StartsWith(feed.Version, await feed.RunAsync(course, folder, ["--version"]));

        var prefix = feed.PathOf("prefix");
        await feed.RunAsync(course, folder, ["kernel", "install", "--prefix", prefix]);
        if (!File.Exists("/usr/bin/python3"))
            MissingTool.Skip("There is no /usr/bin/python3 with jupyter_client to talk to the kernel.");
        await File.WriteAllTextAsync(Path.Combine(folder, "talk.py"), Talk, cancel);
        var said = await feed.RunAsync(
            "/usr/bin/python3", folder, ["talk.py"], ("JUPYTER_PATH", Path.Combine(prefix, "share", "jupyter")));
        Assert.Contains("answer 42", said);
        Assert.Contains("stopped: error", said);
        Assert.Contains("kept 42", said);
    }

    [Fact(Explicit = true)]
    public async Task TheToolAsksForLibTorchWhereItNeedsItAndOnlyThere()
    {
        var (folder, course) = await InstallAsync("quiet");
        var prefix = feed.PathOf("quiet", "prefix");
        string[][] without =
        [
            ["--help"], ["--version"], ["train", "--help"], ["draw", "--help"],
            ["kernel", "install", "--prefix", prefix], ["kernel", "list"], ["convert", "--help"],
        ];
        foreach (var arguments in without)
        {
            var (code, output, error) = await feed.TryAsync(course, folder, arguments);
            Assert.Equal((0, ""), (code, error));
            Assert.NotEmpty(output);
        }

        string[][] with = [["draw", "fashion"], ["evaluate", "fashion"], ["train", "fashion", "--output", "run"],
            ["distill", "fashion", "--output", "run"]];
        foreach (var arguments in with)
        {
            var (code, output, error) = await feed.TryAsync(course, folder, arguments);
            Assert.Equal((1, ""), (code, output));
            Assert.StartsWith("course: libtorch cannot be used", error);
            Assert.Contains($"set {NativeLibraries.FolderVariable} to a folder that holds libtorch", error);
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        Assert.Empty(Directory.GetFiles(folder, "*.png"));
        Assert.False(Directory.Exists(Path.Combine(folder, "run")));
        // The doctor finds it, among other things.
        var (found, report, silence) = await feed.TryAsync(course, folder, ["doctor", "--course", RoomDrawing.Root]);
        Assert.Equal((1, ""), (found, silence));
        Assert.Contains("MISSING libtorch", report);
    }

    /// <summary>Native files of twenty systems and their debug symbols made 230 MB of it once.</summary>
    [Fact(Explicit = true)]
    public void TheToolCarriesWhatItUses() =>
        Assert.InRange(new FileInfo(Directory.GetFiles(feed.Folder, "Diffusion.Course.*.nupkg").Single()).Length,
            30_000_000, 90_000_000);

    private async Task<(string Folder, string Course)> InstallAsync(string name)
    {
        var folder = await feed.CleanFolderAsync(name);
        var place = Path.Combine(folder, "tools");
        await feed.DotnetAsync(
            folder, "tool", "install", "Diffusion.Course", "--tool-path", place, "--version", feed.Version);
        return (folder, Path.Combine(place, OperatingSystem.IsWindows() ? "course.exe" : "course"));
    }

    private const string Talk = """
        import time
        from jupyter_client.manager import start_new_kernel

        manager, client = start_new_kernel(kernel_name=".net-csharp", startup_timeout=300)
        try:
            def shown(code):
                texts = []
                def hook(message):
                    content = message["content"]
                    texts.append(content.get("text") or content.get("data", {}).get("text/plain", ""))
                client.execute_interactive(code, timeout=300, output_hook=hook)
                return "".join(texts)
            print("answer", shown("var x = 6 * 7; Console.Write(x);"))
            client.execute("while (true) { }")
            time.sleep(5)
            manager.interrupt_kernel()
            print("stopped:", client.get_shell_msg(timeout=300)["content"]["status"])
            print("kept", shown("Console.Write(x);"))
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
        """;

    private static string Block(string language) =>
        Regex.Match(Readme, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value is { Length: > 0 } text
            ? text
            : throw new InvalidDataException($"build/PACKAGE.md has no block of {language}.");

    [GeneratedRegex("loss ([0-9.]+)")]
    private static partial Regex Loss();
}
