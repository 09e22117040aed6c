using System.Reflection;
using FSharp.Compiler.IO;

namespace NotebookKernel;

/// <summary>
/// How F# loads assemblies: those that the session has, never a second copy. Its compiler has one such place a process,
/// and what it compiles looks for the rest in the process too.
/// </summary>
internal sealed class FSharpFiles : DefaultFileSystem
{
    private static SessionLoadContext? s_loader;

    private FSharpFiles()
    {
    }

    public override IAssemblyLoader AssemblyLoader { get; } = new Loader();

    /// <summary>Takes assemblies from a session from now on.</summary>
    public static void Use(SessionLoadContext loader)
    {
        if (s_loader is null)
        {
            FileSystemAutoOpens.FileSystem = new FSharpFiles();
            AppDomain.CurrentDomain.AssemblyResolve += (_, missing) =>
                s_loader!.FindLoaded(new AssemblyName(missing.Name));
        }
        s_loader = loader;
    }

    private sealed class Loader : IAssemblyLoader
    {
        public Assembly AssemblyLoad(AssemblyName assemblyName) => s_loader!.LoadFromAssemblyName(assemblyName);

        public Assembly AssemblyLoadFrom(string fileName)
        {
            s_loader!.AddReference(fileName);
            return s_loader.LoadFromAssemblyName(AssemblyName.GetAssemblyName(fileName));
        }
    }
}
