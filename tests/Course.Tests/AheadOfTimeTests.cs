using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

/// <summary>
/// A build that could have compiled the C# compiler into machine code has done so (build/AheadOfTime).
/// </summary>
public class AheadOfTimeTests
{
    [Theory]
    [InlineData("Microsoft.CodeAnalysis")]
    [InlineData("Microsoft.CodeAnalysis.CSharp")]
    [InlineData("Microsoft.DotNet.Interactive.Formatting")]
    [InlineData("NetMQ")]
    public void What_a_kernel_starts_with_is_machine_code_beside_every_program(string name)
    {
        Assert.SkipUnless(
            Directory.Exists(InCache($"microsoft.netcore.app.crossgen2.{RuntimeInformation.RuntimeIdentifier}")),
            "The build found no package with crossgen2 for this system.");

        Assert.All(
            [AppContext.BaseDirectory, Path.Combine(RoomDrawing.Root, "artifacts", "bin", "Course")],
            folder => Assert.True(HasMachineCode(Path.Combine(folder, name + ".dll")),
                $"{folder} has {name} without machine code."));
    }

    [Fact]
    public void The_package_cache_keeps_what_was_published()
    {
        var published = Directory.GetFiles(
            InCache("microsoft.codeanalysis.csharp"), "Microsoft.CodeAnalysis.CSharp.dll", SearchOption.AllDirectories);

        Assert.NotEmpty(published);
        Assert.DoesNotContain(published, HasMachineCode);
    }

    private static bool HasMachineCode(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private static string InCache(string package) => Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        package);
}
