using System.Diagnostics;
using System.Globalization;

namespace NotebookKernel;

/// <summary>
/// The packages that a session's cells asked for. Each restore takes them all, so that their versions agree.
/// </summary>
internal sealed class SessionPackages(PackageRestorer restorer, ReferenceResolver references)
{
    private readonly Dictionary<string, string> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _sources = [];
    private readonly HashSet<string> _restored = [];

    /// <summary>Restores what a cell asks for, before it is compiled.</summary>
    /// <returns>The cell's code without the lines that ask for packages, and the files that the code may use.</returns>
    /// <exception cref="CellFailedException">A package could not be had.</exception>
    public async Task<(string Code, IReadOnlyList<string> References)> PrepareAsync(
        string code, string cellName, CellContext cell)
    {
        var asked = PackageDirectives.Read(code);
        _sources.UnionWith(asked.Sources);
        var fresh = asked.Packages.Where(package => !_restored.Contains(package.Directive)).ToList();
        try
        {
            if (fresh.Count > 0)
                await RestoreAsync(fresh, cell);
        }
        catch (PackageException error)
        {
            throw new CellFailedException(CellError.Command(
                cellName, fresh[0].Line,
                $"{string.Join(" and ", fresh.Select(package => package.Id))} could not be loaded. {error.Message}"));
        }
        return (asked.Code,
            [.. asked.Packages.SelectMany(package => references.FilesOf(package.Directive)).Distinct()]);
    }

    private async Task RestoreAsync(List<PackageDirective> fresh, CellContext cell)
    {
        var all = new Dictionary<string, string>(_packages, StringComparer.OrdinalIgnoreCase);
        foreach (var package in fresh)
            all[package.Id] = package.Version;
        var names = string.Join(
            ", ", fresh.Select(package => package.Version == "*" ? package.Id : $"{package.Id} {package.Version}"));
        cell.Outputs.Add(new StreamOutput("stdout", $"Restoring {names} ...\n"));
        var clock = Stopwatch.StartNew();
        var assets = await restorer.RestoreAsync(all, _sources, cell.Cancellation);
        foreach (var package in fresh)
        {
            references.AddPackage(package.Directive, assets);
            _restored.Add(package.Directive);
            _packages[package.Id] = package.Version;
            var version = assets.Packages.First(
                found => string.Equals(found.Id, package.Id, StringComparison.OrdinalIgnoreCase)).Version;
            cell.Outputs.Add(new StreamOutput(
                "stdout", string.Create(CultureInfo.InvariantCulture,
                    $"Loaded {package.Id} {version} ({clock.Elapsed.TotalSeconds:0.0} s)\n")));
        }
    }
}
