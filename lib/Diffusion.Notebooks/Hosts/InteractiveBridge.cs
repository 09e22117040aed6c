using System.Reflection;
using System.Runtime.Loader;
using TorchSharp;

namespace Diffusion.Notebooks;

/// <summary>
/// Joins a notebook to .NET Interactive where it runs there: Stop reaches the library, cells of other languages use the
/// same copy of it, and values can be shared with them. In every other host it does nothing.
/// </summary>
/// <remarks>
/// What knows that kernel is <c>lib/Diffusion.Interactive</c>; it is loaded only here, so that no other host needs
/// the kernel's packages.
/// </remarks>
public static class InteractiveBridge
{
    private const string Name = "Diffusion.Interactive";

    /// <summary>Joins, once a process; called in the first cell of a notebook.</summary>
    /// <exception cref="FileNotFoundException">The bridge was not built; the message says how.</exception>
    public static void Attach()
    {
        if (!LiveDisplay.IsInteractive || AssemblyLoadContext.Default.Assemblies.Any(one => one.GetName().Name == Name))
            return;
        var path = PathOfBridge();
        // That kernel's scripts load a library into a context of their own, when a cell first uses it. Whoever asks
        // elsewhere, as F# does, would load a second copy, whose types are others.
        Assembly[] shared = [typeof(torch).Assembly, typeof(NoiseLevel).Assembly, typeof(InteractiveBridge).Assembly];
        AssemblyLoadContext.Default.Resolving += (_, asked) =>
            shared.FirstOrDefault(one => one.GetName().Name == asked.Name);
        var bridge = AssemblyLoadContext.Default.LoadFromAssemblyPath(path)
            .GetType($"{Name}.Bridge", throwOnError: true)!;
        bridge.GetMethod(nameof(Attach))!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [], null);
    }

    /// <summary>Each library of the build has a folder of its own; they lie beside each other.</summary>
    private static string PathOfBridge()
    {
        var here = Path.GetDirectoryName(typeof(InteractiveBridge).Assembly.Location)!;
        var path = Path.GetFullPath(Path.Combine(here, "..", Name, Name + ".dll"));
        return File.Exists(path) ? path : throw new FileNotFoundException(
            $"'{path}' is not there, which joins the course to .NET Interactive. Run 'dotnet build' in the course's "
            + "folder.", path);
    }
}
