namespace NotebookKernel;

/// <summary>The folders and files that a half-written <c>#r</c> or <c>#load</c> path could lead to.</summary>
internal static class PathCompletions
{
    public static CodeCompletions Find(string path, int position, string directive, string workingDirectory)
    {
        string[] extensions = directive == "r" ? [".dll"] : [".csx", ".cs"];
        var name = path[(path.LastIndexOf('/') + 1)..];
        var folder = Path.GetFullPath(path[..^name.Length], workingDirectory);
        var items = new List<CodeCompletion>();
        if (Directory.Exists(folder))
        {
            items.AddRange(Directory.EnumerateDirectories(folder)
                .Select(found => new CodeCompletion(Path.GetFileName(found) + "/", "folder")));
            items.AddRange(Directory.EnumerateFiles(folder)
                .Where(found => extensions.Contains(Path.GetExtension(found)))
                .Select(found => new CodeCompletion(Path.GetFileName(found), "file")));
        }
        items.RemoveAll(item => !item.Text.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            || (item.Text[0] == '.' && !name.StartsWith('.')));
        return new CodeCompletions(
            position - name.Length, position, [.. items.OrderBy(item => item.Text, StringComparer.Ordinal)]);
    }
}
