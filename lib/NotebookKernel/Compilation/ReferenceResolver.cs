using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NotebookKernel;

/// <summary>Finds what <c>#r</c> names, and remembers why it did not find the rest.</summary>
internal sealed class ReferenceResolver(string workingDirectory, HostAssemblies host, SessionLoadContext loader)
    : MetadataReferenceResolver
{
    // The warm-up compiles beside the cells.
    private readonly ConcurrentDictionary<string, PortableExecutableReference> _references = [];
    private readonly ConcurrentDictionary<string, string> _problems = [];
    private readonly List<string> _referenced = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _packages = [];

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The files that cells have referenced so far, besides the runtime's.</summary>
    public IReadOnlyList<string> Referenced
    {
        get
        {
            lock (_referenced)
                return [.. _referenced];
        }
    }

    /// <summary>
    /// Why a reference was not found, in words for the reader of the notebook; null if nothing is known.
    /// </summary>
    public string? FindProblem(string reference) => _problems.GetValueOrDefault(reference);

    /// <summary>The reference to a file, made once.</summary>
    public PortableExecutableReference FromFile(string path) =>
        _references.GetOrAdd(path, AssemblyFiles.Read);

    /// <summary>Makes restored packages known.</summary>
    /// <param name="reference">How cells name them in <c>#r</c>.</param>
    /// <param name="assets">Their files.</param>
    /// <exception cref="PackageException">Another version of one of their assemblies is loaded already.</exception>
    public void AddPackage(string reference, PackageAssets assets)
    {
        foreach (var native in assets.Native)
            loader.AddNative(native);
        foreach (var path in assets.Managed.Where(
            path => loader.FindLoaded(Path.GetFileNameWithoutExtension(path)) is { } loaded && loaded != path))
            throw new PackageException(
                $"{Path.GetFileName(path)} is loaded already, from "
                + $"{loader.FindLoaded(Path.GetFileNameWithoutExtension(path))}, and the package has another one. "
                + "Restart the kernel, and ask for all packages in one cell.");
        _packages[reference] = [.. assets.Managed.Select(path => Choose(path).FilePath!)];
    }

    /// <summary>The assemblies of a restored package and of those that it needs.</summary>
    /// <param name="reference">How cells name it in <c>#r</c>.</param>
    public IReadOnlyList<string> FilesOf(string reference) => _packages[reference];

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        if (reference.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
        {
            _problems[reference] = "Packages are restored for cells, not for the files they load: write this line into "
                + "the cell, before its #load.";
            return [];
        }
        var isName = !reference.Contains('/') && !reference.Contains('\\')
            && !reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        if (isName)
            return FromName(reference);
        var path = ScriptPaths.Find(reference, baseFilePath, workingDirectory);
        if (path is null)
        {
            _problems[reference] = ScriptPaths.DescribeMissing(reference, baseFilePath, workingDirectory);
            return [];
        }
        return [Choose(path)];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(
        MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        if (host.FindPath(referenceIdentity.Name) is { } hostPath)
            return FromFile(hostPath);
        var folder = Path.GetDirectoryName((definition as PortableExecutableReference)?.FilePath);
        var neighbour = folder is null ? null : Path.Combine(folder, referenceIdentity.Name + ".dll");
        return File.Exists(neighbour) ? FromFile(neighbour) : null;
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private ImmutableArray<PortableExecutableReference> FromName(string name)
    {
        if (host.FindPath(name) is { } path)
            return [FromFile(path)];
        _problems[name] = $"'{name}' is no assembly of .NET. To reference a file, give its path with .dll at the end.";
        return [];
    }

    private PortableExecutableReference Choose(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var isHosts = host.Has(name);
        if (!isHosts)
            loader.AddReference(path);
        var chosen = isHosts ? host.FindPath(name) ?? path : path;
        lock (_referenced)
        {
            if (!_referenced.Contains(chosen))
                _referenced.Add(chosen);
        }
        return FromFile(chosen);
    }
}
