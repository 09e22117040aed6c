namespace NotebookKernel.Jupyter;

/// <summary>
/// The folders in which Jupyter looks for kernels (docs.jupyter.org, "Common Directories and File Locations").
/// </summary>
/// <param name="User">This person's data folder.</param>
/// <param name="Others">The other data folders that are searched after it.</param>
public sealed record JupyterFolders(string User, IReadOnlyList<string> Others)
{
    /// <summary>The folders of this computer and person, as the environment gives them.</summary>
    public static JupyterFolders OfThisComputer()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var user = Variable("JUPYTER_DATA_DIR")
            ?? (OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
                : Path.Combine(Variable("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "jupyter"));
        List<string> others =
            [.. (Variable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        foreach (var variable in new[] { "VIRTUAL_ENV", "CONDA_PREFIX" })
        {
            if (Variable(variable) is { } prefix)
                others.Add(OfPrefix(prefix));
        }
        if (OperatingSystem.IsWindows())
            others.Add(
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter"));
        else
            others.AddRange([OfPrefix("/usr/local"), OfPrefix("/usr")]);
        return new JupyterFolders(user, others);
    }

    /// <summary>The data folder of a Python installation or environment.</summary>
    /// <param name="prefix">The installation's folder.</param>
    public static string OfPrefix(string prefix) => Path.Combine(prefix, "share", "jupyter");

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
