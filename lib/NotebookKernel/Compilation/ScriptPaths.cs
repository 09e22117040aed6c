namespace NotebookKernel;

/// <summary>
/// Where the paths of <c>#r</c> and <c>#load</c> lead: from the file that names them, else from the notebook's folder.
/// </summary>
internal static class ScriptPaths
{
    /// <summary>The full path of an existing file, or null.</summary>
    public static string? Find(string path, string? baseFile, string workingDirectory) =>
        Candidates(path, baseFile, workingDirectory).FirstOrDefault(File.Exists);

    /// <summary>Words for a file that is not there.</summary>
    public static string DescribeMissing(string path, string? baseFile, string workingDirectory)
    {
        var looked = Candidates(path, baseFile, workingDirectory).Last();
        var isBuildOutput = path.Replace('\\', '/').Split('/').Contains("artifacts");
        var advice = isBuildOutput
            ? "It is made by the build: run `dotnet build` in the top folder of the course, then run this cell again."
            : "The path starts from the notebook's folder; check its spelling.";
        return $"There is no file {looked}. {advice}";
    }

    private static IEnumerable<string> Candidates(string path, string? baseFile, string workingDirectory)
    {
        var native = path.Replace('\\', Path.DirectorySeparatorChar);
        if (Path.IsPathRooted(baseFile))
            yield return Path.GetFullPath(native, Path.GetDirectoryName(baseFile)!);
        yield return Path.GetFullPath(native, workingDirectory);
    }
}
