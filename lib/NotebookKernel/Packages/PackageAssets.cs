using System.Runtime.InteropServices;
using System.Text.Json;

namespace NotebookKernel;

/// <summary>The files that a restore chose for this platform.</summary>
/// <param name="Packages">Each package with its version.</param>
/// <param name="Managed">Assemblies.</param>
/// <param name="Native">Native libraries.</param>
internal sealed record PackageAssets(
    IReadOnlyList<(string Id, string Version)> Packages, IReadOnlyList<string> Managed, IReadOnlyList<string> Native)
{
    /// <summary>Whether all files are there: package folders get cleaned.</summary>
    public bool Exist => Managed.Concat(Native).All(File.Exists);

    /// <summary>Reads the <c>project.assets.json</c> of a restore.</summary>
    public static PackageAssets Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = json.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var libraries = root.GetProperty("libraries");
        var target = root.GetProperty("targets").EnumerateObject()
            .Single(
                target => target.Name.EndsWith("/" + RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal));
        var packages = new List<(string, string)>();
        var (managed, native) = (new List<string>(), new List<string>());
        foreach (var package in target.Value.EnumerateObject())
        {
            var relative = libraries.GetProperty(package.Name).GetProperty("path").GetString()!;
            var folder = folders.Select(folder => Path.Combine(folder, relative)).FirstOrDefault(Directory.Exists)
                ?? Path.Combine(folders[0], relative);
            var name = package.Name.Split('/');
            packages.Add((name[0], name[1]));
            managed.AddRange(Files(package.Value, "runtime", folder)
                .Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)));
            native.AddRange(Files(package.Value, "native", folder));
        }
        return new PackageAssets(packages, managed, native);
    }

    /// <summary>NuGet marks a folder that is empty on purpose with a file named <c>_._</c>.</summary>
    private static IEnumerable<string> Files(JsonElement package, string kind, string folder) =>
        package.TryGetProperty(kind, out var files)
            ? files.EnumerateObject().Where(file => !file.Name.EndsWith("_._", StringComparison.Ordinal))
                .Select(file => Path.GetFullPath(file.Name, folder)).ToList()
            : [];
}
