namespace Diffusion;

/// <summary>The folder for what can be made or fetched again: downloaded data, measurements.</summary>
public static class CacheFolder
{
    /// <summary>
    /// The environment variable that moves the cache, for a read-only home or a shared classroom folder.
    /// </summary>
    public const string Variable = "DIFFUSION_CACHE";

    private const string Name = "diffusion-notebooks";
    private static Answer? known;

    /// <summary>
    /// <c>DIFFUSION_CACHE</c>, else <c>diffusion-notebooks</c> in the user's cache folder (<c>XDG_CACHE_HOME</c>,
    /// <c>~/.cache</c>, or local application data on Windows), else, where that cannot be written, a folder of the
    /// user's own in the system's folder for temporary files.
    /// </summary>
    public static string Path => IsChosen ? Preferred : Writable;

    /// <summary>Why the cache is not where it should be, with the way out; null when all is well.</summary>
    public static string? Problem => Current.Problem;

    /// <summary>
    /// <see cref="Path"/>, or the folder for temporary files where <c>DIFFUSION_CACHE</c> can only be read, as a
    /// classroom's shared one: for what has to be written here and now.
    /// </summary>
    internal static string Writable => Current.Path;

    private static Answer Current =>
        known is { } answer && answer.Preferred == Preferred ? answer : known = Find(Preferred);

    private static bool IsChosen => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    private static string Preferred
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen) return chosen;
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
                : OperatingSystem.IsWindows() ? Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData)
                : home.Length > 0 ? System.IO.Path.Combine(home, ".cache")
                : System.IO.Path.GetTempPath();
            return System.IO.Path.Combine(root, Name);
        }
    }

    /// <summary>
    /// On Unix everybody writes to the folder for temporary files. Ours is closed to others, and what somebody else
    /// made under its name is not used: what lies here is believed.
    /// </summary>
    private static string Temporary()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Name}-{Environment.UserName}");
        if (OperatingSystem.IsWindows()) return path;
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            Directory.CreateDirectory(path, Own);
            // Only its owner can close it.
            if (new DirectoryInfo(path).LinkTarget is null) File.SetUnixFileMode(path, Own);
            if (new DirectoryInfo(path).LinkTarget is null && File.GetUnixFileMode(path) == Own) return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, then: one that nobody knows, for this process.
        }
        return Directory.CreateTempSubdirectory($"{Name}-").FullName;
    }

    private static Answer Find(string preferred)
    {
        if (WhyNotWritable(preferred) is not { } reason) return new(preferred, preferred, null);
        var temporary = Temporary();
        return new(preferred, temporary, $"'{preferred}' cannot be written ({reason}); '{temporary}' is used, "
            + $"which a restart may empty. Set {Variable} to a folder that can be written.");
    }

    private static string? WhyNotWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var trial = System.IO.Path.Combine(folder, $".trial-{Guid.NewGuid():N}");
            const FileOptions Gone = FileOptions.DeleteOnClose;
            using (new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, Gone)) return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private sealed record Answer(string Preferred, string Path, string? Problem);
}
