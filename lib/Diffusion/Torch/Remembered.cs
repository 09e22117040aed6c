using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Files;

namespace Diffusion;

/// <summary>
/// What was measured on this machine with this libtorch, as small files in the cache: another processor, other caches,
/// or another libtorch, and it is measured again.
/// </summary>
internal static class Remembered
{
    /// <summary>Raised when what is measured changes its meaning, so that old answers are forgotten.</summary>
    private const int Edition = 1;

    /// <summary>What was kept; null when nothing was, or it can no longer be read.</summary>
    internal static string? Recall(string question)
    {
        try
        {
            return File.ReadAllText(FileFor(question));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // never asked, or out of reach: it is measured
        }
    }

    /// <summary>Keeps an answer. Where nothing can be written the question is asked again another time.</summary>
    internal static void Keep(string question, string answer)
    {
        try
        {
            var file = FileFor(question);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            WholeFile.Write(file, Encoding.UTF8.GetBytes(answer));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only time is lost; the doctor tells of a cache that cannot be written.
        }
    }

    private static string FileFor(string question)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Edition}\n{Machine()}\n{question}"));
        return Path.Combine(CacheFolder.Writable, "measured", Convert.ToHexStringLower(hash.AsSpan(0, 12)));
    }

    /// <summary>Processor, caches as it tells of them, libtorch, and what changes how libtorch computes.</summary>
    private static string Machine()
    {
        var core = new FileInfo(NativeLibraries.CoreFile);
        var text = new StringBuilder();
        text.Append(RuntimeInformation.RuntimeIdentifier);
        text.Append(CultureInfo.InvariantCulture, $" {core.Length} {core.LastWriteTimeUtc.Ticks}");
        string[] variables = ["ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY"];
        foreach (var variable in variables) text.Append(' ').Append(Environment.GetEnvironmentVariable(variable));
        if (X86Base.IsSupported)
        {
            // Vendor; model, family and stepping; instructions; caches as Intel and as AMD describe them.
            (uint Leaf, uint Last)[] leaves = [(0, 0), (1, 0), (7, 1), (4, 3), (0x8000001D, 3)];
            foreach (var (leaf, last) in leaves)
                for (uint part = 0; part <= last; part++)
                {
                    var (a, b, c, d) = X86Base.CpuId((int)leaf, (int)part);
                    // Leaf 1 names in EBX the core that was asked, and in ECX bit 27 a switch of the system.
                    text.Append(CultureInfo.InvariantCulture, $" {a:x}").Append(leaf == 1 ? "" : $" {b:x} {c:x} {d:x}");
                }
        }
        return text.ToString();
    }
}
