using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Files;

namespace NotebookKernel;

/// <summary>
/// Restores packages as a build would: with <c>dotnet restore</c>, and so with the user's NuGet configuration, sources,
/// credentials and cache, on a project made for the purpose.
/// </summary>
/// <param name="workFolder">Where the projects are kept, so that the same packages need no second restore.</param>
/// <param name="notebookFolder">The notebook's folder; a <c>nuget.config</c> there, or above, counts.</param>
internal sealed partial class PackageRestorer(string workFolder, string notebookFolder)
{
    /// <summary>Restores packages.</summary>
    /// <param name="packages">Names and versions.</param>
    /// <param name="sources">Sources besides the configured ones: addresses, or folders from the notebook's.</param>
    /// <param name="cancellation">Gives up, and ends the process that restores.</param>
    /// <exception cref="PackageException">It failed; the message says why.</exception>
    public async Task<PackageAssets> RestoreAsync(
        IReadOnlyDictionary<string, string> packages, IEnumerable<string> sources, CancellationToken cancellation)
    {
        var project = Project(packages, sources.Select(FullSource)).ToString();
        var folder = Path.Combine(workFolder,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project + notebookFolder)))[..16]);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        var isFixed = packages.Values.All(version => !version.Contains('*'));
        if (isFixed && File.Exists(assets) && PackageAssets.Read(assets) is { Exist: true } known)
            return known;
        string path;
        try
        {
            path = Write(folder, project);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            path = WriteElsewhere(error.Message, project);
        }
        await RunAsync(path, cancellation);
        return PackageAssets.Read(Path.Combine(Path.GetDirectoryName(path)!, "obj", "project.assets.json"));
    }

    private static string Write(string folder, string project)
    {
        var path = Path.Combine(folder, "packages.csproj");
        // Whole at any time: another kernel may be restoring the same packages.
        WholeFile.Write(path, project);
        return path;
    }

    /// <summary>
    /// Where the work folder cannot be written, a home that is read-only, say: only the next restore is slower.
    /// </summary>
    private string WriteElsewhere(string reason, string project)
    {
        try
        {
            var folder = Directory.CreateTempSubdirectory("csharp-notebook-packages-").FullName;
            return Write(folder, project);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PackageException(
                $"Neither '{workFolder}' ({reason}) nor a temporary folder ({error.Message}) can be written. "
                + "Set XDG_DATA_HOME or TMPDIR to a folder that can.");
        }
    }

    private static XElement Project(IReadOnlyDictionary<string, string> packages, IEnumerable<string> sources) => new(
        "Project",
        new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement(
            "PropertyGroup",
            new XElement("TargetFramework", $"net{Environment.Version.Major}.{Environment.Version.Minor}"),
            new XElement("RuntimeIdentifier", RuntimeInformation.RuntimeIdentifier),
            new XElement("SelfContained", "false"),
            new XElement("UseAppHost", "false"),
            new XElement("ManagePackageVersionsCentrally", "false"),
            new XElement("RestoreAdditionalProjectSources", string.Join(';', sources))),
        new XElement("ItemGroup", packages.Select(package => new XElement(
            "PackageReference", new XAttribute("Include", package.Key), new XAttribute("Version", package.Value)))));

    private async Task RunAsync(string project, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                "restore", project, "-nologo", "-v:quiet", "-p:ImportDirectoryBuildProps=false",
                "-p:ImportDirectoryBuildTargets=false", $"-p:RestoreRootConfigDirectory={notebookFolder}",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(project),
        };
        using var process = Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
                throw new PackageException(Reason(await output + await errors));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new PackageException(
                $"Packages are restored by the .NET SDK's `dotnet`, which could not be started ({error.Message}).");
        }
    }

    private static string Reason(string output)
    {
        var errors = Error().Matches(output)
            .Select(error => $"{error.Groups["text"].Value} ({error.Groups["code"].Value})").Distinct().ToList();
        return errors.Count > 0 ? string.Join(" ", errors) : $"`dotnet restore` failed: {output.Trim()}";
    }

    private string FullSource(string source) =>
        Uri.TryCreate(source, UriKind.Absolute, out _) ? source : Path.GetFullPath(source, notebookFolder);

    [GeneratedRegex(@"error (?<code>\w+): (?<text>.*?)\s*(\[[^\]]*csproj[^\]]*\])?\s*$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
