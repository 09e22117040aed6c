using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class ArithmeticTests
{
    [Fact]
    public void ThisProcessComputesEveryConvolutionAndLayerRight()
    {
        Assert.Empty(SelfCheck.Faults(ScalarType.Float32));
        if (Arithmetic.IsRightInBFloat16) Assert.Empty(SelfCheck.Faults(ScalarType.BFloat16));
        Assert.True(Convolutions.Count > 160);
        Assert.Empty(Convolutions.WrongOnes(own: true));
        Assert.Empty(Convolutions.WrongOnes(own: false));
        Assert.Empty(NetworkParts.WrongOnes());
    }
}
