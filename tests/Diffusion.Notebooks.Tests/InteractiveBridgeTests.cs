using Microsoft.DotNet.Interactive;

namespace Diffusion.Notebooks.Tests;

public sealed class InteractiveBridgeTests
{
    /// <summary>
    /// The course's own kernel has types of the same names, so that notebooks written for the other run on it.
    /// </summary>
    [Fact]
    public void AHostWithTypesOfTheSameNamesIsNotJoined()
    {
        KernelInvocationContext.Current = new(value => value);
        try
        {
            InteractiveBridge.Attach();
        }
        finally
        {
            KernelInvocationContext.Current = null;
        }

        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(),
            one => one.GetName().Name == "Diffusion.Interactive");
    }
}
