using System.Runtime.InteropServices;

namespace Diffusion;

/// <summary>
/// Switches of libtorch (<c>at::Context</c>) that TorchSharp does not reach, through the library's exports.
/// </summary>
internal static unsafe class LibTorchContext
{
    /// <summary>
    /// Switches oneDNN for the whole process: without it convolutions take libtorch's own, slower way. Each call asks
    /// anew, a backward pass too, and answers the same however the forward pass was computed.
    /// </summary>
    /// <returns>Whether this libtorch could be told.</returns>
    internal static bool UseOneDnn(bool use) => Set("Mkldnn", use);

    /// <summary>
    /// Keeps NNPACK out. It serves only single small images, and on a machine it does not know it complains on the
    /// terminal at the first convolution ("Unsupported hardware").
    /// </summary>
    /// <returns>Whether this libtorch could be told.</returns>
    internal static bool LeaveNnpackOut() => Set("NNPACK", false);

    /// <summary>
    /// Sets how many threads this thread's work is shared among, for something so small that waking others would cost
    /// more than it. torch's own setting would stay behind in the whole process, and in MKL.
    /// </summary>
    /// <returns>How many there were; 0 where libtorch does not come with libgomp, and nothing was set.</returns>
    internal static int ShareAmong(int threads)
    {
        if (Directory.GetFiles(NativeLibraries.Folder!, "libgomp*") is not [var file, ..]) return 0;
        var library = NativeLibrary.Load(file);
        var before = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "omp_get_max_threads"))();
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "omp_set_num_threads"))(threads);
        return before;
    }

    private static bool Set(string what, bool value)
    {
        // The same two functions as GCC and Clang, and as Microsoft's compiler, spell them.
        var (context, setter) = OperatingSystem.IsWindows()
            ? ("?globalContext@at@@YAAEAVContext@1@XZ", $"?setUserEnabled{what}@Context@at@@QEAAX_N@Z")
            : ("_ZN2at13globalContextEv", $"_ZN2at7Context20setUserEnabled{what}Eb");
        var library = NativeLibrary.Load(NativeLibraries.CoreFile);
        if (!NativeLibrary.TryGetExport(library, context, out var getContext)) return false;
        if (!NativeLibrary.TryGetExport(library, setter, out var set)) return false;
        var self = ((delegate* unmanaged<void*>)getContext)();
        ((delegate* unmanaged<void*, byte, void>)set)(self, value ? (byte)1 : (byte)0);
        return true;
    }
}
