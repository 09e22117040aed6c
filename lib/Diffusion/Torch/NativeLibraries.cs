using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Diffusion;

/// <summary>
/// Loads libtorch before TorchSharp asks for it, so that the same library works from a program, from a test and from
/// an assembly that a notebook kernel loaded with <c>#r</c> (where nobody probes for native files).
/// </summary>
/// <remarks>
/// libtorch comes from the folder that the environment variable <c>DIFFUSION_LIBTORCH</c> names (for example the
/// <c>torch/lib</c> folder of a Python install of PyTorch, which brings its own CUDA), else from <c>torch/</c> beside
/// this assembly, else from beside it. Nothing is loaded twice: a second libtorch in one process would abort it.
/// </remarks>
public static class NativeLibraries
{
    /// <summary>The environment variable that names another libtorch folder.</summary>
    public const string FolderVariable = "DIFFUSION_LIBTORCH";

    /// <summary>The folder libtorch was loaded from; null when loading failed.</summary>
    public static string? Folder { get; private set; }

    /// <summary>The file of libtorch that computes.</summary>
    /// <exception cref="InvalidOperationException">libtorch is not loaded.</exception>
    internal static string CoreFile =>
        Path.Combine(Folder ?? throw new InvalidOperationException("libtorch is not loaded."), FileName("torch_cpu"));

    /// <summary>The repaired copy of TorchSharp's native file, where this system needed one; else null.</summary>
    public static string? RepairedCopy { get; private set; }

    /// <summary>Why torch cannot be used on this machine and what to do about it; null when it can.</summary>
    public static string? Problem { get; private set; }

    /// <summary>Throws when libtorch could not be loaded.</summary>
    /// <exception cref="PlatformNotSupportedException">The message says what is missing and what to do.</exception>
    public static void ThrowIfUnavailable()
    {
        if (Problem is not null) throw new PlatformNotSupportedException(Problem);
    }

#pragma warning disable CA2255 // A library that preloads native files before any torch call is what a module initializer is for.
    [ModuleInitializer]
    internal static void Initialize()
#pragma warning restore CA2255
    {
        try
        {
            Load(Environment.GetEnvironmentVariable(FolderVariable));
            Arithmetic.Establish();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or IOException
                                      or UnauthorizedAccessException or InvalidDataException)
        {
            // A module initializer must not throw: the type that the caller touched would be blamed. The words are
            // kept for Problem, and said at once, since TorchSharp's own message would only name a missing package.
            Problem = $"libtorch cannot be used on {RuntimeInformation.RuntimeIdentifier}: {e.Message}";
            Console.Error.WriteLine(Problem);
        }
    }

    private static void Load(string? chosen)
    {
        var assemblyFolder = Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location) is { Length: > 0 } folder
            ? folder
            : AppContext.BaseDirectory;
        Folder = FindFolder(chosen, assemblyFolder);
        foreach (var file in InLoadingOrder(Folder)) NativeLibrary.Load(file);
        HelperThreads.Start(NativeLibrary.Load(Path.Combine(Folder, FileName("torch_cpu"))));

        var bridge = Path.Combine(assemblyFolder, FileName("LibTorchSharp"));
        if (!File.Exists(bridge))
            throw new DllNotFoundException(
                $"'{bridge}' is missing. TorchSharp has no native file for this platform, or the build is incomplete: "
                + "run 'dotnet build' on Linux x64, Windows x64 or macOS arm64.");
        try
        {
            NativeLibrary.Load(bridge);
        }
        catch (DllNotFoundException e) when (OperatingSystem.IsLinux() && ElfVersionRepair.NamesMissingVersion(e.Message))
        {
            RepairedCopy = ElfVersionRepair.CachedCopy(bridge, e.Message);
            NativeLibrary.Load(RepairedCopy);
        }
    }

    private static string FindFolder(string? chosen, string assemblyFolder)
    {
        var core = FileName("torch_cpu");
        if (!string.IsNullOrWhiteSpace(chosen))
        {
            if (!File.Exists(Path.Combine(chosen, core)))
                throw new DllNotFoundException(
                    $"{FolderVariable} is '{chosen}', but there is no {core} in it. "
                    + "Name the folder that holds libtorch (for PyTorch: .../site-packages/torch/lib), or unset it.");
            if (File.Exists(Path.Combine(assemblyFolder, core)))
                throw new DllNotFoundException(
                    $"{FolderVariable} is '{chosen}', but another {core} lies beside the program and would be loaded "
                    + "as well. Build with -p:TorchBackend=cpu, or unset the variable.");
            return chosen;
        }

        string[] places = [Path.Combine(assemblyFolder, "torch"), assemblyFolder];
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, core)))
            ?? throw new DllNotFoundException(
                $"{core} is neither in '{places[0]}' nor beside the assembly. Run 'dotnet build', "
                + $"or set {FolderVariable} to a folder that holds libtorch 2.10.");
    }

    /// <summary>Dependencies first: a library that is in the process already satisfies a later one by its name.</summary>
    private static IEnumerable<string> InLoadingOrder(string folder)
    {
        foreach (var runtime in Directory.GetFiles(folder, "libgomp*").Order(StringComparer.Ordinal)) yield return runtime;
        string[] names = ["c10", "c10_cuda", "torch_cpu", "torch_cuda", "torch"];
        foreach (var name in names)
        {
            var file = Path.Combine(folder, FileName(name));
            if (File.Exists(file)) yield return file;
        }
    }

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
}
