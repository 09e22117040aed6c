using System.Runtime.CompilerServices;
using Diffusion;
using TorchSharp;

namespace Course.Doctor;

/// <summary>Looks at libtorch and at the GPU behind it.</summary>
internal static class TorchExamination
{
    public static IEnumerable<Finding> Of()
    {
        if (NativeLibraries.Problem is { } problem)
            return [new(Health.Missing, "libtorch", "does not load", problem)];
        return Loaded();
    }

    /// <summary>Kept apart: touching these types starts libtorch.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IEnumerable<Finding> Loaded()
    {
        using var ones = torch.ones(2, 2);
        using var product = torch.mm(ones, ones);
        var works = product[0, 0].item<float>() == 2f;
        yield return works
            ? new(Health.Good, "libtorch",
                $"TorchSharp {Version()}, {torch.get_num_threads()} threads, from {NativeLibraries.Folder}")
            : new(Health.Missing, "libtorch", $"computes wrong results, from {NativeLibraries.Folder}",
                "Build again; if it stays, tell the maintainers.");
        yield return Arithmetic.Workaround is { } workaround
            ? new(Health.Optional, "Arithmetic", "right, through a workaround that is in place", $"Why: {workaround}.")
            : new(
                Health.Good, "Arithmetic", $"right in float32{(Arithmetic.IsRightInBFloat16 ? " and bfloat16" : "")}");
        yield return NumberType();
        yield return new(Health.Good, "Neighbours", $"torch's helper threads wait {HelperThreads.Policy}");
        yield return Gpu();
    }

    /// <summary>As the library chooses for the U-Net that notebook 04 trains.</summary>
    private static Finding NumberType()
    {
        using var network = new UNet(UNetSizes.Mnist);
        try
        {
            var choice = ComputeChoice.For(network, [1, 28, 28], 32, Devices.Best);
            var name = choice.Type.ToString().ToLowerInvariant();
            return new(Health.Good, "Number type", $"{name} for the digits' network: {choice.Reason}");
        }
        catch (InvalidOperationException e)
        {
            return new(Health.Missing, "Number type", "cannot be chosen", e.Message);
        }
    }

    private static Finding Gpu()
    {
        if (torch.cuda_is_available()) return new(Health.Good, "GPU", $"CUDA, {torch.cuda.device_count()} device(s)");
        if (torch.mps_is_available()) return new(Health.Good, "GPU", "Apple's, through MPS");
        var driver = File.Exists("/proc/driver/nvidia/version")
            || (OperatingSystem.IsWindows() && File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll")));
        return driver
            ? new(Health.Optional, "GPU", "an NVIDIA driver, but this libtorch has no CUDA",
                $"Build with -p:TorchBackend=cuda, or set {NativeLibraries.FolderVariable} to the torch/lib folder of "
                + "a PyTorch with CUDA.")
            : new(Health.Optional, "GPU", "none; everything runs on the processor");
    }

    private static string Version() => typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "?";
}
