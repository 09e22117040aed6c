using System.Diagnostics;
using System.Globalization;
using Diffusion;

/// <summary>
/// The packages as "dotnet pack" makes them, in a folder that serves as a feed, and clean folders outside the
/// repository to use them in. Packages of others come from the cache of this computer; of ours there is nothing in any
/// cache.
/// </summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("packages-");

    /// <summary>A version that no cache has seen.</summary>
    public string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"0.0.1-test.{DateTime.UtcNow.Ticks}");

    /// <summary>Where the packages are.</summary>
    public string Folder => PathOf("feed");

    /// <summary>Packs everything that can be packed.</summary>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        foreach (var project in new[] { "Diffusion.Data", "Diffusion", "Diffusion.Notebooks", "Course" })
            await DotnetAsync(RoomDrawing.Root, "pack", Path.Combine("lib", project), "--output", Folder, "--nologo",
                "-v", "quiet", "-p:RunAnalyzers=false", $"-p:MinVerVersionOverride={Version}");
    }

    /// <summary>A path below the test's own folder.</summary>
    public string PathOf(params string[] parts) => Path.Combine([_root.FullName, .. parts]);

    /// <summary>A new folder, in which NuGet looks for packages in the feed too.</summary>
    public async Task<string> CleanFolderAsync(string name)
    {
        var folder = Directory.CreateDirectory(PathOf(name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="ours" value="{Folder}" /></packageSources>
            </configuration>
            """, TestContext.Current.CancellationToken);
        return folder;
    }

    /// <summary>Runs dotnet to its end, and fails with its words if it fails.</summary>
    public Task<string> DotnetAsync(string folder, params string[] arguments) =>
        RunAsync(Typed.Dotnet().FileName, folder, arguments);

    /// <summary>Runs a program to its end, and fails with its words if it fails.</summary>
    public async Task<string> RunAsync(
        string program, string folder, string[] arguments, params (string Name, string Value)[] variables)
    {
        var (code, output, error) = await TryAsync(program, folder, arguments, variables);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}:\n{output}{error}");
        return output + error;
    }

    /// <summary>Runs a program to its end, whatever that is.</summary>
    public async Task<(int Code, string Output, string Error)> TryAsync(
        string program, string folder, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = Typed.Clean(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder });
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment.Remove(NativeLibraries.FolderVariable);
        if (folder != RoomDrawing.Root)
        {
            start.Environment["NUGET_PACKAGES"] = PathOf("cache");
            start.Environment["NUGET_FALLBACK_PACKAGES"] = cache;
        }
        foreach (var (name, value) in variables) start.Environment[name] = value;
        var result = await Typed.RunAsync(start);
        return (result.ExitCode, result.Output, result.Error);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
