using System.Runtime.CompilerServices;
using TorchSharp;

// torch's own generator and its count of live tensors belong to the whole process.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Diffusion.Tests;

internal static class OneAtATime
{
    /// <summary>
    /// The tests' tensors are tiny: a second thread would only wait, and wait long on a busy machine.
    /// </summary>
    [ModuleInitializer]
    internal static void UseOneThread()
    {
        // Touches the library first, which loads libtorch; TorchSharp by itself would not find it.
        NativeLibraries.ThrowIfUnavailable();
        torch.set_num_threads(1);
        HiddenCaches.ServeIfAsked();
    }
}
