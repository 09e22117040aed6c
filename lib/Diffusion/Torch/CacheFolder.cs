namespace Diffusion;

/// <summary>The folder for what can be made or fetched again: downloaded data, repaired native files.</summary>
public static class CacheFolder
{
    /// <summary>The environment variable that moves the cache, for a read-only home or a shared classroom folder.</summary>
    public const string Variable = "DIFFUSION_CACHE";

    /// <summary>
    /// <c>DIFFUSION_CACHE</c>, else <c>diffusion-notebooks</c> in the user's cache folder (<c>XDG_CACHE_HOME</c>,
    /// <c>~/.cache</c>, or local application data on Windows), else in the system's folder for temporary files.
    /// </summary>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen) return chosen;
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
                : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : home.Length > 0 ? System.IO.Path.Combine(home, ".cache")
                : System.IO.Path.GetTempPath();
            return System.IO.Path.Combine(root, "diffusion-notebooks");
        }
    }
}
