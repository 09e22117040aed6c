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
/// this assembly, else from beside it, else from where the host of the program looks for native files: the
/// <c>runtimes</c> folder of a program that references a package of libtorch. Nothing is loaded twice: a second
/// libtorch in one process would abort it.
/// </remarks>
public static class NativeLibraries
{
    /// <summary>The environment variable that names another libtorch folder.</summary>
    public const string FolderVariable = "DIFFUSION_LIBTORCH";

    /// <summary>
    /// The switch of <see cref="AppContext"/> for a program that asks <see cref="Problem"/> itself: set before the
    /// library is touched, it keeps a missing libtorch from being told on the error stream.
    /// </summary>
    public const string QuietSwitch = "Diffusion.NativeLibraries.IsQuiet";

    /// <summary>The folder libtorch was loaded from; null when loading failed.</summary>
    public static string? Folder { get; private set; }

    /// <summary>The file of libtorch that computes.</summary>
    /// <exception cref="InvalidOperationException">libtorch is not loaded.</exception>
    internal static string CoreFile =>
        Path.Combine(Folder ?? throw new InvalidOperationException("libtorch is not loaded."), FileName("torch_cpu"));

    /// <summary>Why torch cannot be used on this machine and what to do about it; null when it can.</summary>
    public static string? Problem { get; private set; }

    /// <summary>Throws when libtorch could not be loaded.</summary>
    /// <exception cref="PlatformNotSupportedException">The message says what is missing and what to do.</exception>
    public static void ThrowIfUnavailable()
    {
        if (Problem is not null) throw new PlatformNotSupportedException(Problem);
    }

    // A library that preloads native files before any torch call is what a module initializer is for.
#pragma warning disable CA2255
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
            if (!AppContext.TryGetSwitch(QuietSwitch, out var isQuiet) || !isQuiet) Console.Error.WriteLine(Problem);
        }
    }

    private static void Load(string? chosen)
    {
        var assemblyFolder = Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location) is { Length: > 0 } folder
            ? folder
            : AppContext.BaseDirectory;
        string[] places = [.. Places(assemblyFolder).Prepend(assemblyFolder)
            .Prepend(Path.Combine(assemblyFolder, "torch"))
            .Select(Path.TrimEndingDirectorySeparator).Distinct()];
        Folder = FindFolder(chosen, places);
        foreach (var file in InLoadingOrder(Folder)) NativeLibrary.Load(file);
        HelperThreads.Start(NativeLibrary.Load(Path.Combine(Folder, FileName("torch_cpu"))));

        var bridge = FileName("LibTorchSharp");
        NativeLibrary.Load(Find(bridge, places) ?? throw new DllNotFoundException(
            $"'{bridge}' is not in '{string.Join("', '", places[1..])}'. TorchSharp has no native file for this "
            + "platform, or the build is incomplete: run 'dotnet build' on Linux x64, Windows x64 or macOS arm64."));
    }

    /// <summary>
    /// Where the program's host looks for native files, and where a build puts them that is for every system.
    /// </summary>
    private static IEnumerable<string> Places(string assemblyFolder)
    {
        var known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var machine = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(Path.Combine(assemblyFolder, "runtimes", $"{system}-{machine}", "native"));
    }

    private static string? Find(string name, IEnumerable<string> places) =>
        places.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists);

    private static string FindFolder(string? chosen, string[] places)
    {
        var core = FileName("torch_cpu");
        if (string.IsNullOrWhiteSpace(chosen))
            return Path.GetDirectoryName(Find(core, places)) ?? throw new DllNotFoundException(
                $"{core} is not in '{string.Join("', '", places)}'. In the course's folder run 'dotnet build'; in a "
                + "program of your own reference the package TorchSharp-cpu (or TorchSharp-cuda-linux, -windows); "
                + $"or set {FolderVariable} to a folder that holds libtorch 2.10.");
        if (!File.Exists(Path.Combine(chosen, core)))
            throw new DllNotFoundException(
                $"{FolderVariable} is '{chosen}', but there is no {core} in it. "
                + "Name the folder that holds libtorch (for PyTorch: .../site-packages/torch/lib), or unset it.");
        // In torch/ nobody but this class finds it; anywhere else TorchSharp would load it as well.
        if (Find(core, places[1..]) is { } other)
            throw new DllNotFoundException(
                $"{FolderVariable} is '{chosen}', but '{other}' would be loaded as well. Build without the package "
                + "that brings it (in the course's folder: -p:TorchBackend=cpu), or unset the variable.");
        return chosen;
    }

    /// <summary>
    /// Dependencies first: a library that is in the process already satisfies a later one by its name.
    /// </summary>
    private static IEnumerable<string> InLoadingOrder(string folder)
    {
        foreach (var runtime in Directory.GetFiles(folder, "libgomp*").Order(StringComparer.Ordinal))
            yield return runtime;
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
