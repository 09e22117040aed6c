using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// What oneDNN, inside libtorch, believes about the processor's caches. A virtual machine that hides them makes it
/// believe in caches of one byte on AMD's processors; its reorders then leave data out, and convolutions with channels
/// that are no multiple of 16 are silently wrong (oneDNN 3.7.1, its issue 5313).
/// </summary>
/// <remarks>
/// oneDNN asks the processor once and keeps the answer in an object of Xbyak (<c>Xbyak::util::Cpu</c>): ten sizes, ten
/// counts of sharing cores, the number of levels, one more word, then model, family and stepping. Where the number of
/// levels is 0 it assumes 32 KB, 512 KB and 1 MB (<c>platform::get_per_core_cache_size</c>), with which it is right and
/// fast; where the processor hides its caches, nothing better is to be known. The object is found in libtorch's
/// writable memory by what it says about the processor, word for word, which only Linux tells; elsewhere it is not
/// found.
/// </remarks>
internal static unsafe class OneDnnCaches
{
    /// <summary>No processor that libtorch runs on has a data cache below this.</summary>
    private const uint SmallestPossible = 4096;

    private const int MostLevels = 10, IdentityAt = 22;

    /// <summary>Whether oneDNN believes in caches that no processor has.</summary>
    internal static bool AreImpossible => Find() is var found && found != null
        && found->Sizes[..(int)found->Levels].ContainsAnyInRange(0u, SmallestPossible - 1);

    /// <summary>
    /// Makes oneDNN assume sizes of its own. To be done before anything else is computed: it keeps its plans.
    /// </summary>
    /// <returns>Whether oneDNN's belief was found.</returns>
    internal static bool Forget()
    {
        var found = Find();
        if (found == null) return false;
        found->Levels = 0;
        return true;
    }

    /// <summary>oneDNN's belief; null where it is not to be found.</summary>
    internal static Belief* Find()
    {
        if (!OperatingSystem.IsLinux() || !X86Base.IsSupported) return null;
        MakeOneDnnAsk();
        var identity = Identity();
        foreach (var (start, length) in WritableMemory())
        {
            var words = new ReadOnlySpan<uint>((void*)start, (int)(length / sizeof(uint)));
            for (var from = IdentityAt; words[from..].IndexOf(identity) is var next and >= 0; from += next + 1)
            {
                var belief = (Belief*)((uint*)start + from + next - IdentityAt);
                if (belief->IsWhole) return belief;
            }
        }
        return null;
    }

    /// <summary>
    /// The first convolution makes oneDNN look at the processor. One with 16 channels is right anyhow.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeOneDnnAsk()
    {
        using var scope = NewDisposeScope();
        _ = nn.functional.conv2d(ones(16, 16, 1, 1), ones(16, 16, 1, 1));
    }

    /// <summary>Model, family, stepping, their extensions and sums, from CPUID leaf 1.</summary>
    private static uint[] Identity()
    {
        var word = (uint)X86Base.CpuId(1, 0).Eax;
        uint model = word >> 4 & 15, family = word >> 8 & 15;
        uint moreModel = word >> 16 & 15, moreFamily = word >> 20 & 255;
        return
        [
            model, family, word & 15, moreModel, moreFamily,
            family == 15 ? family + moreFamily : family, family is 6 or 15 ? (moreModel << 4) + model : model,
        ];
    }

    /// <summary>
    /// What libtorch_cpu may write to: the parts of its file, and the zeroed memory that follows each.
    /// </summary>
    private static IEnumerable<(nint Start, long Length)> WritableMemory()
    {
        var core = Path.GetFileName(NativeLibraries.CoreFile);
        long endOfLibrary = 0;
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            // "7f01-7f02 rw-p 00000000 fe:00 123   /path/libtorch_cpu.so"; zeroed memory has no path.
            var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            var ends = parts[0].Split('-');
            var start = long.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var end = long.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var isItsOwn = parts.Length == 6 ? Path.GetFileName(parts[5]) == core : start == endOfLibrary;
            if (!isItsOwn) continue;
            endOfLibrary = end;
            if (parts[1].StartsWith("rw", StringComparison.Ordinal)) yield return ((nint)start, end - start);
        }
    }

    /// <summary>The part of Xbyak's object that tells of caches.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Belief
    {
        private fixed uint sizes[MostLevels], sharing[MostLevels];
        internal uint Levels;

        internal Span<uint> Sizes => MemoryMarshal.CreateSpan(ref sizes[0], MostLevels);

        internal Span<uint> Sharing => MemoryMarshal.CreateSpan(ref sharing[0], MostLevels);

        /// <summary>Whether it looks as the object must: as many sizes as levels, or no level any more.</summary>
        internal bool IsWhole
        {
            get
            {
                var (used, shared) = (Sizes.IndexOf(0u), Sharing.IndexOf(0u));
                return used >= 0 && used == shared && (Levels == 0 || Levels == used)
                    && !Sizes[used..].ContainsAnyExcept(0u) && !Sharing[used..].ContainsAnyExcept(0u);
            }
        }
    }
}
