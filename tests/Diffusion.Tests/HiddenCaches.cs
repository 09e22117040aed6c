using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// A process in which oneDNN believes what a virtual machine without caches tells it, so that it computes as wrong as
/// there: this test program once more, started with the name of a way in a variable.
/// </summary>
internal static partial class HiddenCaches
{
    private const string Variable = "DIFFUSION_TESTS_HIDDEN_CACHES";

    internal const string Untreated = "untreated", Treated = "treated", Unfindable = "unfindable";

    /// <summary>
    /// Runs in the other process: hides the caches, mends or does not, counts what is wrong, and ends.
    /// </summary>
    internal static void ServeIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } way) return;
        Hide(findable: way != Unfindable);
        if (way != Untreated) Arithmetic.Examine();
        var faults = SelfCheck.Faults(ScalarType.Float32).Count + SelfCheck.Faults(ScalarType.BFloat16).Count;
        var (layers, plain) = (Convolutions.WrongOnes(own: true), Convolutions.WrongOnes(own: false));
        Console.WriteLine($"remedy {Arithmetic.Applied}, bfloat16 {Arithmetic.IsRightInBFloat16}");
        Console.WriteLine($"self-check {faults}");
        Console.WriteLine($"own {layers.Count}, plain {plain.Count} of {Convolutions.Count}");
        Console.WriteLine($"networks {string.Join(", ", NetworkParts.WrongOnes())}");
        Console.Out.Flush();
        // Environment.Exit would wait for the finalizers, and these for the module initializer that this is called
        // from.
        ExitNow(0);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);

    /// <summary>
    /// Three caches of one byte, as CPUID's zeros are read; something behind them makes the belief another's.
    /// </summary>
    private static unsafe void Hide(bool findable)
    {
        var belief = OneDnnCaches.Find();
        if (belief == null) throw new InvalidOperationException("oneDNN's belief about caches was not found.");
        belief->Levels = 3;
        belief->Sizes[..3].Fill(1);
        belief->Sharing[..3].Fill(1);
        if (!findable) belief->Sharing[^1] = 1;
    }

    /// <summary>What the other process printed, a line each.</summary>
    internal static string[] Run(string way)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", typeof(HiddenCaches).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [Variable] = way },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
