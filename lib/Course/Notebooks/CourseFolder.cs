namespace Course.Notebooks;

/// <summary>Where the course lies: the folder that holds <c>notebooks/</c>, and everything found from there.</summary>
public sealed class CourseFolder
{
    private CourseFolder(string root)
    {
        Root = root;
        Notebooks = [.. Directory.EnumerateFiles(NotebooksPath, "*.ipynb")
            .Order(StringComparer.Ordinal).Select(path => new NotebookFile(path))];
    }

    /// <summary>The full path of the course's folder.</summary>
    public string Root { get; }

    /// <summary>All notebooks, in the order of their names.</summary>
    public IReadOnlyList<NotebookFile> Notebooks { get; }

    /// <summary>The folder of the notebooks.</summary>
    public string NotebooksPath => Path.Combine(Root, "notebooks");

    /// <summary>Where the book goes when no other place is named.</summary>
    public string DefaultOutput => Path.Combine(Root, "artifacts", "book");

    /// <summary>
    /// Looks for the course from <paramref name="start"/> upwards, then from the program's own folder upwards.
    /// </summary>
    /// <exception cref="UsageException">There is no course in any of those folders.</exception>
    public static CourseFolder Find(string start)
    {
        foreach (var from in new[] { start, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
            {
                if (IsCourse(folder.FullName)) return new CourseFolder(folder.FullName);
            }
        }
        throw new UsageException(
            $"No course found: neither {start} nor a folder above it has notebooks/ and DiffusionNotebooks.sln. "
            + "Change into the folder of the course, or name it with --course FOLDER.");
    }

    /// <summary>The course in exactly this folder.</summary>
    /// <exception cref="UsageException">The folder holds no <c>notebooks/</c>.</exception>
    public static CourseFolder At(string root)
    {
        var full = Path.GetFullPath(root);
        return Directory.Exists(Path.Combine(full, "notebooks"))
            ? new CourseFolder(full)
            : throw new UsageException($"{full} is not a course: it has no folder notebooks/.");
    }

    /// <summary>Whether exactly this folder holds a clone of the course.</summary>
    internal static bool IsCourse(string folder) =>
        Directory.Exists(Path.Combine(folder, "notebooks"))
        && File.Exists(Path.Combine(folder, "DiffusionNotebooks.sln"));
}
