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
    public void AGpuComputesInBFloat16() =>
        Assert.Equal(torch.ScalarType.BFloat16, Processor.BestComputeType(torch.device("cuda:0")));
}
