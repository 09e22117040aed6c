using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>What this machine's processor can do.</summary>
public static class Processor
{
    /// <summary>
    /// Whether this processor is faster with bfloat16 numbers than with float32. Having the instructions is not enough:
    /// AMD's (Zen 4 and later) do twice the work of their float32 ones, so that a training step takes 0.57 of the time;
    /// Intel's AVX512-BF16 without AMX does not, and a step took 1.38 times as long (both measured).
    /// </summary>
    public static bool IsFastAtBFloat16 { get; } = Detect();

    /// <summary>bfloat16 where the device is faster with it, else float32.</summary>
    public static ScalarType BestComputeType(Device device) => device.type switch
    {
        DeviceType.CPU when IsFastAtBFloat16 => ScalarType.BFloat16,
        DeviceType.CUDA => ScalarType.BFloat16,
        _ => ScalarType.Float32,
    };

    /// <summary>The rule behind <see cref="IsFastAtBFloat16"/>.</summary>
    internal static bool GainsFromBFloat16(string vendor, bool avx512Bf16, bool amxBf16) =>
        amxBf16 || (avx512Bf16 && vendor == "AuthenticAMD");

    private static bool Detect()
    {
        if (!X86Base.IsSupported || !Avx512F.IsSupported) return false;
        // Leaf 0 spells the vendor's name in EBX, EDX, ECX.
        var (_, b, c, d) = X86Base.CpuId(0, 0);
        var vendor = Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([b, d, c]));
        // Leaf 7: subleaf 0, EDX bit 22 is AMX-BF16; subleaf 1, EAX bit 5 is AVX512_BF16.
        var (_, _, _, edx) = X86Base.CpuId(7, 0);
        var (eax, _, _, _) = X86Base.CpuId(7, 1);
        return GainsFromBFloat16(vendor, (eax & (1 << 5)) != 0, (edx & (1 << 22)) != 0);
    }
}
