using Diffusion;

namespace Course.Notebooks;

/// <summary>
/// The libtorch that a build of the course has put into its folder. The program as a .NET tool brings none; in the
/// folder of a course, where its kernel is started too, it uses this one.
/// </summary>
public static class BuiltLibTorch
{
    /// <summary>
    /// Names it in <c>DIFFUSION_LIBTORCH</c> for this process, unless that is set or the program has its own. To be
    /// called before the library is touched.
    /// </summary>
    public static void Offer()
    {
        if (!string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(NativeLibraries.FolderVariable))) return;
        if (Find(Environment.CurrentDirectory, AppContext.BaseDirectory) is { } folder)
            Environment.SetEnvironmentVariable(NativeLibraries.FolderVariable, folder);
    }

    /// <summary>Its folder; null where there is none, or where the program needs none.</summary>
    /// <param name="start">Where to look for a course, and in the folders above.</param>
    /// <param name="program">The folder of the program.</param>
    public static string? Find(string start, string program)
    {
        if (Holds(Path.Combine(program, "torch")) || Holds(program)) return null;
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (CourseFolder.IsCourse(folder.FullName)
                && Path.Combine(folder.FullName, "artifacts", "bin", "Diffusion.Notebooks", "torch") is var torch
                && Holds(torch))
                return torch;
        }
        return null;
    }

    // As NativeLibraries.CoreFile has it, which cannot be asked: touching that library is what loads libtorch.
    private static bool Holds(string folder) =>
        File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "torch_cpu.dll"
            : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so"));
}
