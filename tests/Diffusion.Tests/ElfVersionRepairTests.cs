using System.Reflection;
using MendTorchSharp;

namespace Diffusion.Tests;

/// <summary>
/// The repair is tried on TorchSharp's native file as it was published, on every system, whether it needs it or not.
/// </summary>
public sealed class ElfVersionRepairTests
{
    private static readonly string Package = typeof(ElfVersionRepairTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(entry => entry.Key == "TorchSharp").Value!;

    private static byte[] Bridge =>
        File.ReadAllBytes(Path.Combine(Package, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"));

    [Fact]
    public void OnlyTheWeakFlagOfTheVersionThatNothingUsesChanges()
    {
        var original = Bridge;
        var (repaired, versions) = ElfVersionRepair.Repair(original);

        // The file asks for GLIBCXX_3.4.29 and others too, whose symbols it calls.
        Assert.Equal(["GLIBCXX_3.4.32"], versions);
        Assert.Equal(original.Length, repaired.Length);
        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != repaired[i]).ToList();
        var only = Assert.Single(changed);
        Assert.Equal(original[only] | 2, repaired[only]);
    }

    [Fact]
    public void WhatIsRepairedStaysAsItIs()
    {
        var (repaired, _) = ElfVersionRepair.Repair(Bridge);
        var (again, versions) = ElfVersionRepair.Repair(repaired);
        Assert.Empty(versions);
        Assert.True(repaired.AsSpan().SequenceEqual(again));
    }

    [Fact]
    public void DamagedFilesAreRefusedInWords()
    {
        Assert.Throws<InvalidDataException>(() => ElfVersionRepair.Repair("not a library"u8));
        var original = Bridge;
        foreach (var length in new[] { 64, 1000, 100_000, original.Length / 2 })
            Assert.Throws<InvalidDataException>(() => ElfVersionRepair.Repair(original.AsSpan(0, length)));
    }

    /// <summary>What the build puts beside a program is the repaired file.</summary>
    [Fact]
    public void TheBuildHasRepairedTheFileThatIsLoaded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF files are Linux's; this system loads TorchSharp as it is.");
        var loaded = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));
        Assert.True(ElfVersionRepair.Repair(Bridge).Bytes.AsSpan().SequenceEqual(loaded));
    }
}
