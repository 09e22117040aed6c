using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>What this machine's processor can do.</summary>
public static class Processor
{
    /// <summary>
    /// Whether products of bfloat16 numbers have instructions of their own (AVX512-BF16, AMX): a training step then
    /// takes about half as long as in float32. Without them it takes longer.
    /// </summary>
    public static bool HasBFloat16 { get; } = Detect();

    /// <summary>bfloat16 where the device is fast at it, else float32.</summary>
    public static ScalarType BestComputeType(Device device) => device.type switch
    {
        DeviceType.CPU when HasBFloat16 => ScalarType.BFloat16,
        DeviceType.CUDA => ScalarType.BFloat16,
        _ => ScalarType.Float32,
    };

    private static bool Detect()
    {
        if (!X86Base.IsSupported || !Avx512F.IsSupported) return false;
        // Leaf 7: subleaf 0, EDX bit 22 is AMX-BF16; subleaf 1, EAX bit 5 is AVX512_BF16.
        var (_, _, _, edx) = X86Base.CpuId(7, 0);
        var (eax, _, _, _) = X86Base.CpuId(7, 1);
        return (eax & (1 << 5)) != 0 || (edx & (1 << 22)) != 0;
    }
}
