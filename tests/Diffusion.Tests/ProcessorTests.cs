using TorchSharp;

namespace Diffusion.Tests;

public sealed class ProcessorTests
{
    [Theory]
    [InlineData("AuthenticAMD", true, false, true)]
    [InlineData("AuthenticAMD", false, false, false)]
    [InlineData("GenuineIntel", true, false, false)] // has the instructions, and was slower with them
    [InlineData("GenuineIntel", true, true, true)]
    public void BFloat16IsUsedOnlyWhereItWasMeasuredToPay(string vendor, bool avx512, bool amx, bool pays) =>
        Assert.Equal(pays, Processor.GainsFromBFloat16(vendor, avx512, amx));

    [Fact]
    public void TheProcessorsOwnAnswerDecidesOnTheCpu()
    {
        NativeLibraries.ThrowIfUnavailable();
        var expected = Processor.IsFastAtBFloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
        Assert.Equal(expected, Processor.BestComputeType(torch.CPU));
    }
}
