using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Course.Doctor;

/// <summary>What the processor can do that decides how fast networks run here, and how sums are rounded.</summary>
public static class ProcessorFeatures
{
    /// <summary>Whether it multiplies bfloat16 numbers itself (AVX512-BF16 or AMX).</summary>
    public static bool HasBf16 { get; } = DetectBf16();

    /// <summary>For example <c>x64 with AVX-512 and bf16</c>.</summary>
    public static string Description
    {
        get
        {
            var vectors = Avx512F.IsSupported ? "AVX-512"
                : Avx2.IsSupported ? "AVX2"
                : AdvSimd.IsSupported ? "NEON"
                : "no vector instructions";
            return $"{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()} with "
                + $"{vectors}{(HasBf16 ? " and bf16" : "")}";
        }
    }

    /// <summary>
    /// From the processor's own table: leaf 7.1 EAX bit 5 is AVX512-BF16, leaf 7.0 EDX bit 22 is AMX-BF16.
    /// </summary>
    private static bool DetectBf16()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7) return false;
        var (leaves, _, _, edx) = X86Base.CpuId(7, 0);
        var hasAmx = (edx >> 22 & 1) != 0;
        return hasAmx || (leaves >= 1 && Avx512F.IsSupported && (X86Base.CpuId(7, 1).Eax >> 5 & 1) != 0);
    }
}
