using System.Reflection;
using System.Runtime.Loader;

namespace NotebookKernel;

/// <summary>
/// The assemblies that the process brought along. Cells get these very ones: a second copy of an assembly is a second
/// set of types, and with native parts (libtorch) it can end the process.
/// </summary>
internal sealed class HostAssemblies
{
    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);

    public HostAssemblies()
    {
        var listed = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        foreach (var path in listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            _paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
    }

    /// <summary>The context in which the host's assemblies live.</summary>
    public static AssemblyLoadContext Context { get; } =
        AssemblyLoadContext.GetLoadContext(typeof(HostAssemblies).Assembly) ?? AssemblyLoadContext.Default;

    /// <summary>The managed assemblies of the runtime itself, which every cell may use.</summary>
    public IEnumerable<string> RuntimePaths
    {
        get
        {
            var folder = Path.GetDirectoryName(typeof(object).Assembly.Location);
            return _paths.Values.Where(path => Path.GetDirectoryName(path) == folder);
        }
    }

    /// <summary>Whether the host has, or can load, an assembly of that name.</summary>
    public bool Has(string simpleName) => _paths.ContainsKey(simpleName) || FindLoaded(simpleName) is not null;

    /// <summary>
    /// The file of the host's assembly of that name; null if the host has none, or has it without a file.
    /// </summary>
    public string? FindPath(string simpleName)
    {
        if (FindLoaded(simpleName) is { Location.Length: > 0 } loaded)
            return loaded.Location;
        return _paths.GetValueOrDefault(simpleName);
    }

    private static Assembly? FindLoaded(string simpleName) =>
        Context.Assemblies.FirstOrDefault(
            assembly => string.Equals(assembly.GetName().Name, simpleName, StringComparison.OrdinalIgnoreCase));
}
