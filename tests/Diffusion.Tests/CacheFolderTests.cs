using Files;

namespace Diffusion.Tests;

public sealed class CacheFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cache-tests-").FullName;
    private readonly string? chosen = Environment.GetEnvironmentVariable(CacheFolder.Variable);
    private readonly string? home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");

    public void Dispose()
    {
        Set(CacheFolder.Variable, chosen);
        Set("XDG_CACHE_HOME", home);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void AHomeThatCannotBeWrittenGivesWayToATemporaryFolderAndIsTold()
    {
        Set(CacheFolder.Variable, null);
        Set("XDG_CACHE_HOME", Unwritable());
        Assert.StartsWith(Path.GetTempPath().TrimEnd('/'), CacheFolder.Path);
        Works(CacheFolder.Path);
        Assert.Contains(CacheFolder.Variable, CacheFolder.Problem);
        Assert.Contains(Unwritable(), CacheFolder.Problem);
    }

    [Fact]
    public void AChosenFolderThatCanOnlyBeReadIsStillReadAndNativeFilesGoElsewhere()
    {
        Set(CacheFolder.Variable, Unwritable());
        Assert.Equal(Unwritable(), CacheFolder.Path);
        Works(CacheFolder.Writable);
        Assert.Contains(CacheFolder.Variable, CacheFolder.Problem);
    }

    [Fact]
    public void AFolderThatCanBeWrittenIsUsedAndLeftAsItWas()
    {
        Set(CacheFolder.Variable, folder);
        Assert.Equal((folder, folder, null), (CacheFolder.Path, CacheFolder.Writable, CacheFolder.Problem));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    /// <summary>
    /// A path through a file: not even the system's administrator, who tests may be, can write there.
    /// </summary>
    private string Unwritable()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        return Path.Combine(file, "home");
    }

    private static void Works(string folder)
    {
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}");
        WholeFile.Write(file, [1]);
        File.Delete(file);
    }

    private static void Set(string variable, string? value) => Environment.SetEnvironmentVariable(variable, value);
}
