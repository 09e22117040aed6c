using System.Collections.Concurrent;
using System.IO.MemoryMappedFiles;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace NotebookKernel;

/// <summary>
/// What the compiler needs of assemblies, without a copy of all their machine code: the whole runtime, copied as
/// <see cref="MetadataReference.CreateFromFile(string, MetadataReferenceProperties, DocumentationProvider)"/> does it,
/// is 50 MB.
/// </summary>
internal static class AssemblyFiles
{
    private static readonly ConcurrentDictionary<
        string, Lazy<(MemoryMappedViewAccessor View, long Length)>> Mapped = [];

    /// <summary>
    /// A reference to a file that nobody replaces while the process lives, as those of the runtime: it is read where
    /// the system has it in memory for all processes. Each call gives a reference with compiler symbols of its own.
    /// </summary>
    public static unsafe PortableExecutableReference Map(string path)
    {
        var (view, length) = Mapped.GetOrAdd(path, static file => new(() => Open(file))).Value;
        byte* start = null;
        // Never released: what is compiled points into it.
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return Reference(ModuleMetadata.CreateFromImage((nint)start, checked((int)length)), path);
    }

    /// <summary>A reference to any other file; the file can be replaced afterwards.</summary>
    public static PortableExecutableReference Read(string path)
    {
        try
        {
            return Reference(
                ModuleMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata), path);
        }
        catch (BadImageFormatException)
        {
            // Not an assembly: the compiler says so when it compiles.
            return MetadataReference.CreateFromFile(path);
        }
    }

    private static PortableExecutableReference Reference(ModuleMetadata module, string path) =>
        AssemblyMetadata.Create(module).GetReference(filePath: path, display: path);

    private static (MemoryMappedViewAccessor View, long Length) Open(string path)
    {
        using var file = MemoryMappedFile.CreateFromFile(
            path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        return (file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), new FileInfo(path).Length);
    }
}
