using System.Runtime.InteropServices;

namespace Diffusion;

/// <summary>How the process deals with memory that tensors have given back.</summary>
public static partial class ProcessMemory
{
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4;

    /// <summary>
    /// Tells glibc to keep freed blocks instead of handing them back to the system at each step, which then fills them
    /// with zeros again. For a program that trains and does little else: it saves up to a third of a training step with
    /// large batches, and memory once used stays with the process.
    /// </summary>
    /// <returns>Whether this system could be told; only Linux with glibc can.</returns>
    public static bool KeepFreedBlocks()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return MallOpt(MmapMax, 0) == 1 && MallOpt(TrimThreshold, int.MaxValue) == 1
                && MallOpt(TopPad, 64 << 20) == 1;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // musl has no mallopt; nothing is lost but time
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
