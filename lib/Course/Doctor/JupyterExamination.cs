namespace Course.Doctor;

/// <summary>Looks for Jupyter, and for a C# kernel in the places where it looks for kernels.</summary>
internal static class JupyterExamination
{
    private static readonly string[] KernelNames = [".net-csharp", "csharp-diffusion"];

    public static Finding Of()
    {
        var jupyter = Programs.Find("jupyter", "jupyter-lab");
        if (jupyter is null)
            return new(Health.Optional, "Jupyter", "not on PATH", "The course runs without it; to change and run cells by hand, install JupyterLab or use VS Code.");
        var kernel = Places().SelectMany(place => KernelNames.Select(name => Path.Combine(place, "kernels", name))).FirstOrDefault(Directory.Exists);
        return kernel is null
            ? new(Health.Optional, "Jupyter", $"{jupyter}, without a C# kernel", "To run cells by hand in Jupyter, give it the course's kernel: course kernel install")
            : new(Health.Good, "Jupyter", $"{jupyter}, with the kernel in {kernel}");
    }

    private static IEnumerable<string> Places()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var listed = (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (OperatingSystem.IsWindows())
            return [.. listed, Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")];
        if (OperatingSystem.IsMacOS()) return [.. listed, Path.Combine(home, "Library", "Jupyter"), "/usr/local/share/jupyter"];
        return [.. listed, Path.Combine(home, ".local", "share", "jupyter"), "/usr/local/share/jupyter", "/usr/share/jupyter"];
    }
}
