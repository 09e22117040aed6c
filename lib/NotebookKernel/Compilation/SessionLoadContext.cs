using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace NotebookKernel;

/// <summary>
/// Loads a session's compiled cells and the assemblies that they reference; what the host has comes from the host.
/// </summary>
internal sealed class SessionLoadContext : AssemblyLoadContext
{
    private readonly HostAssemblies _host;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _referenced = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _natives = [];

    // The runtime's own list would have to be searched name by name, for every reference of every cell.
    private readonly ConcurrentDictionary<string, Assembly> _loaded = new(StringComparer.Ordinal);
    private readonly List<string> _folders = [];

    public SessionLoadContext(HostAssemblies host)
        : base("Notebook session")
    {
        _host = host;

        // Asked last, when the runtime has found nothing itself: a library that loads its native parts its own way
        // must find those, and not another copy that lies in the package's folder.
        ResolvingUnmanagedDll += (_, name) => LoadNative(name);
    }

    /// <summary>Makes a referenced file, and those beside it, loadable.</summary>
    public void AddReference(string path)
    {
        lock (_lock)
        {
            _referenced[Path.GetFileNameWithoutExtension(path)] = path;
            var folder = Path.GetDirectoryName(path)!;
            if (!_folders.Contains(folder))
                _folders.Add(folder);
        }
    }

    /// <summary>Makes a native library loadable by its name.</summary>
    public void AddNative(string path)
    {
        lock (_lock)
            _natives[Path.GetFileName(path)] = path;
    }

    /// <summary>The file of the loaded assembly of that name; null if cells have loaded none.</summary>
    public string? FindLoaded(string simpleName) =>
        _loaded.TryGetValue(simpleName, out var found) && found.Location is { Length: > 0 } path ? path : null;

    /// <summary>The assembly that code from elsewhere means by a name; null if cells reference none.</summary>
    public Assembly? FindLoaded(AssemblyName name) => Load(name);

    /// <summary>Loads a compiled cell.</summary>
    /// <param name="assembly">The assembly's bytes, from their start.</param>
    /// <param name="symbols">Its debug symbols, which give stack traces their lines.</param>
    public Assembly LoadCell(Stream assembly, Stream symbols)
    {
        assembly.Position = 0;
        symbols.Position = 0;
        return Remember(LoadFromStream(assembly, symbols));
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name)
            return null;
        if (_loaded.TryGetValue(name, out var loaded))
            return loaded;
        if (_host.Has(name))
            return HostAssemblies.Context.LoadFromAssemblyName(new AssemblyName(name));
        return FindManaged(name) is { } path ? Remember(LoadFromAssemblyPath(path)) : null;
    }

    private Assembly Remember(Assembly assembly) => _loaded[assembly.GetName().Name!] = assembly;

    private nint LoadNative(string name)
    {
        var path = NativeCandidates(name).FirstOrDefault(File.Exists);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    private string? FindManaged(string name)
    {
        lock (_lock)
        {
            if (_referenced.TryGetValue(name, out var path))
                return path;
            return _folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);
        }
    }

    private List<string> NativeCandidates(string name)
    {
        string[] files = OperatingSystem.IsWindows() ? [name + ".dll", name]
            : OperatingSystem.IsMacOS() ? [$"lib{name}.dylib", name + ".dylib", name]
            : [$"lib{name}.so", name + ".so", name];
        lock (_lock)
        {
            return [.. files.Select(_natives.GetValueOrDefault).OfType<string>(),
                    .. from folder in _folders
                       from file in files
                       select Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", file)];
        }
    }
}
