namespace Diffusion.Tests;

/// <summary>The repair is tried on TorchSharp's real native file, on every Linux, whether this system needs it or not.</summary>
public sealed class ElfVersionRepairTests
{
    private const string Needed = "GLIBCXX_3.4.32";
    private static byte[] Bridge => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));

    private static void LinuxOnly() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF files are Linux's; this system loads TorchSharp as it is.");

    [Fact]
    public void OnlyTheWeakFlagChanges()
    {
        LinuxOnly();
        var original = Bridge;
        var repaired = ElfVersionRepair.Repair(original, Needed);
        Assert.Equal(original.Length, repaired.Length);
        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != repaired[i]).ToList();
        var only = Assert.Single(changed);
        Assert.Equal(original[only] | 2, repaired[only]);
    }

    [Fact]
    public void AVersionThatIsReallyUsedIsRefused()
    {
        LinuxOnly();
        var e = Assert.Throws<InvalidDataException>(() => ElfVersionRepair.Repair(Bridge, "GLIBCXX_3.4.29"));
        Assert.Contains("GLIBCXX_3.4.29", e.Message);
        Assert.Contains("libstdc++", e.Message);
    }

    [Fact]
    public void AnAbsentVersionIsNamed()
    {
        LinuxOnly();
        var e = Assert.Throws<InvalidDataException>(() => ElfVersionRepair.Repair(Bridge, "GLIBCXX_9.9.9"));
        Assert.Contains("GLIBCXX_9.9.9", e.Message);
    }

    [Fact]
    public void DamagedFilesAreRefusedInWords()
    {
        LinuxOnly();
        Assert.Throws<InvalidDataException>(() => ElfVersionRepair.Repair("not a library"u8, Needed));
        var original = Bridge;
        foreach (var length in new[] { 64, 1000, 100_000, original.Length / 2 })
            Assert.Throws<InvalidDataException>(() => ElfVersionRepair.Repair(original.AsSpan(0, length), Needed));
    }

    [Theory]
    [InlineData("/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by x.so)", true)]
    [InlineData("libtorch.so: cannot open shared object file: No such file or directory", false)]
    public void OnlyAMissingVersionCallsForRepair(string message, bool expected) =>
        Assert.Equal(expected, ElfVersionRepair.NamesMissingVersion(message));
}
