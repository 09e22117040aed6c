namespace Course.Doctor;

/// <summary>Looks for programs.</summary>
internal static class Programs
{
    /// <summary>The full path of the first of these programs that is on PATH, or null.</summary>
    public static string? Find(params string[] names)
    {
        var ending = OperatingSystem.IsWindows() ? ".exe" : "";
        var folders = (Environment.GetEnvironmentVariable("PATH")
            ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name + ending)))
            .FirstOrDefault(File.Exists);
    }
}
