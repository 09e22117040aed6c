using Files;

namespace Diffusion.Tests;

public sealed class WholeFileTests : IDisposable
{
    private const UnixFileMode OwnerAndGroup =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private readonly string root = Directory.CreateTempSubdirectory("whole").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void ALinkStaysAndWhatItLeadsToIsWrittenWithItsPermissions()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links and permission bits of Unix.");
            return;
        }
        var target = Path.Combine(root, "elsewhere", "file");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, "old");
        File.SetUnixFileMode(target, OwnerAndGroup);
        File.CreateSymbolicLink(Path.Combine(root, "inner"), Path.Combine("elsewhere", "file"));
        File.CreateSymbolicLink(Path.Combine(root, "outer"), "inner");

        WholeFile.Write(Path.Combine(root, "outer"), "new");

        Assert.Equal("inner", new FileInfo(Path.Combine(root, "outer")).LinkTarget);
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(target));
        Assert.Equal([target], Directory.GetFiles(Path.GetDirectoryName(target)!));
    }

    [Fact]
    public void ALinkToNothingYetAndAFolderThatIsMissingAreFilled()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a right there to make links");
        var link = Path.Combine(root, "link");
        File.CreateSymbolicLink(link, Path.Combine("new", "file"));
        WholeFile.Write(link, "text");
        Assert.Equal("text", File.ReadAllText(Path.Combine(root, "new", "file")));
    }

    [Fact]
    public void ThreadsThatWriteOneFileAllSucceedAndOneOfThemWinsWhole()
    {
        var path = Path.Combine(root, "file");
        byte[][] contents = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Repeat((byte)i, 300_000 + i).ToArray())];
        Exception? failure = null;
        Thread[] threads = [.. contents.Select(content => new Thread(() =>
        {
            try
            {
                for (var i = 0; i < 20; i++) WholeFile.Write(path, content);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Null(failure);
        Assert.Contains(File.ReadAllBytes(path), contents);
        Assert.Equal([path], Directory.GetFiles(root));
    }
}
