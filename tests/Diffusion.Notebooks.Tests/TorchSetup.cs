using System.Runtime.CompilerServices;

namespace Diffusion.Notebooks.Tests;

internal static class TorchSetup
{
    /// <summary>Loads libtorch before a test makes a tensor, as the first cell of a notebook does.</summary>
    [ModuleInitializer]
    public static void Load() => NativeLibraries.ThrowIfUnavailable();
}
