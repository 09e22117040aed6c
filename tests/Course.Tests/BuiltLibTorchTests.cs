using Course.Notebooks;
using Diffusion;

/// <summary>
/// The program as a tool brings no libtorch: in the folder of a course it takes the one of the build.
/// </summary>
public sealed class BuiltLibTorchTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("libtorch-").FullName;

    [Fact]
    public void TheBuildsLibTorchIsFoundFromTheNotebooksFolder()
    {
        var notebooks = Directory.CreateDirectory(Path.Combine(root, "course", "notebooks")).FullName;
        var torch = Path.Combine(root, "course", "artifacts", "bin", "Diffusion.Notebooks", "torch");
        Put(torch);
        Assert.Null(BuiltLibTorch.Find(notebooks, Tool));

        File.WriteAllText(Path.Combine(root, "course", "DiffusionNotebooks.sln"), "");
        Assert.Equal(torch, BuiltLibTorch.Find(notebooks, Tool));
        Assert.Null(BuiltLibTorch.Find(root, Tool));

        Put(Path.Combine(Tool, "torch"));
        Assert.Null(BuiltLibTorch.Find(notebooks, Tool));
    }

    [Fact]
    public void ThisProgramHasItsOwn()
    {
        Assert.Null(BuiltLibTorch.Find(RoomDrawing.Root, AppContext.BaseDirectory));
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "torch"), NativeLibraries.Folder);
    }

    private string Tool => Directory.CreateDirectory(Path.Combine(root, "tool")).FullName;

    private static void Put(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "libtorch_cpu.so", "torch_cpu.dll", "libtorch_cpu.dylib" })
            File.WriteAllText(Path.Combine(folder, name), "");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
