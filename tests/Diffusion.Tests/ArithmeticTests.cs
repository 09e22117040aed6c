using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Diffusion.Tests;

[Trait("Lane", "slow")]
public sealed class ArithmeticTests
{
    [Fact]
    public void ThisProcessComputesEveryConvolutionAndLayerRight()
    {
        Assert.Empty(SelfCheck.Faults(ScalarType.Float32));
        Assert.Equal(Arithmetic.IsRightInBFloat16, SelfCheck.Faults(ScalarType.BFloat16).Count == 0);
        Assert.True(Convolutions.Count > 160);
        Assert.Empty(Convolutions.WrongOnes(own: true));
        Assert.Empty(Convolutions.WrongOnes(own: false));
        Assert.Empty(NetworkParts.WrongOnes());
    }

    [Fact]
    public unsafe void OneDnnsBeliefIsFoundWhereItCanBe() =>
        Assert.Equal(OperatingSystem.IsLinux() && X86Base.IsSupported, OneDnnCaches.Find() != null);

    [Fact]
    public unsafe void NnpackIsLeftOutSoThatItCannotComplain()
    {
        var library = NativeLibrary.Load(NativeLibraries.CoreFile);
        var context = ((delegate* unmanaged<void*>)NativeLibrary.GetExport(library, "_ZN2at13globalContextEv"))();
        var used = NativeLibrary.GetExport(library, "_ZNK2at7Context17userEnabledNNPACKEv");
        Assert.Equal(0, ((delegate* unmanaged<void*, byte>)used)(context));
    }

    [Fact]
    public void HiddenCachesMakeConvolutionsWrongAndTheCheckSeesIt()
    {
        var lines = HiddenCaches.Run(HiddenCaches.Untreated);
        Assert.DoesNotContain("self-check 0", lines);
        Assert.DoesNotContain(lines, line => line.Contains("own 0,") || line.Contains("plain 0 "));
        Assert.Contains(lines, line => line.StartsWith("networks unet 0 Float32", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HiddenCaches.Treated, Arithmetic.Remedy.CachesAssumed)]
    [InlineData(HiddenCaches.Unfindable, Arithmetic.Remedy.WithoutOneDnn)]
    public void WhereCachesAreHiddenEachRemedyMakesEverythingRight(string way, object remedy)
    {
        string[] right =
        [
            $"remedy {remedy}, bfloat16 True", "self-check 0", $"own 0, plain 0 of {Convolutions.Count}", "networks ",
        ];
        Assert.Equal(right, HiddenCaches.Run(way));
    }
}
