using System.Diagnostics;
using System.Text.Json;
using Course.Book;
using Course.Running;
using Diffusion;

/// <summary>
/// The course, run once for all tests by the real program, with the solutions of the exercises: the first chapters, or,
/// where COURSE_BOOK names a book that <c>.ci/run</c> or <c>.ci/nightly</c> made, all of them.
/// </summary>
public sealed class ExecutedCourse : IAsyncLifetime
{
    /// <summary>The environment variable that names a book made by <c>course run --solutions</c>.</summary>
    public const string Variable = "COURSE_BOOK";

    private const int FirstChapters = 3;

    /// <summary>The names of the notebooks that are executed, for theories.</summary>
    public static TheoryData<string> Names { get; } =
        [.. CourseNotebooks.Folder.Notebooks.Take(Made is null ? FirstChapters : int.MaxValue).Select(notebook =>
            notebook.Name)];

    /// <summary>The pages of the book that these are on, as they are called without their ending.</summary>
    public static TheoryData<string> Pages { get; } = ["index", "sabotages", .. Names.Select(name => name.Data)];

    private static string? Made => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } made ? made : null;

    private Dictionary<string, ChapterState> _states = [];
    private string _said = "";

    public string Book { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (CourseNotebooks.Folder.Notebooks.Count == 0) return;
        Book = Made is { } made
            ? Path.GetFullPath(made)
            : await RunAsync(Path.Combine(CourseNotebooks.Folder.Root, "artifacts", "tests", "book"));
        _states = JsonSerializer.Deserialize<Dictionary<string,
            ChapterState>>(await File.ReadAllTextAsync(Path.Combine(Book, "book.json")))!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>How the run of a notebook ended.</summary>
    public ChapterState State(string name) => _states.TryGetValue(name, out var state)
        ? state
        : throw new InvalidOperationException($"{name} was not run. The program said:\n{_said}");

    public string ExecutedPath(string name) => Path.Combine(Book, "notebooks", name + ".ipynb");

    public string SolutionsPath(string name) => Path.Combine(Book, "notebooks", "solutions", name + ".ipynb");

    private async Task<string> RunAsync(string book)
    {
        if (Directory.Exists(book)) Directory.Delete(book, recursive: true);
        var start = Self.StartInfo(["run", .. Names.Select(name => name.Data), "--solutions", "--course",
            CourseNotebooks.Folder.Root, "--output", book]);
        start.Environment[ComputeChoice.Variable] = "float32"; // as what is committed was made
        start.RedirectStandardOutput = true;
        using var program = Process.Start(start)!;
        _said = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        return book;
    }
}

/// <summary>The tests that need the executed course: those that do not can run without waiting for it.</summary>
[CollectionDefinition(nameof(ExecutedCourse))]
public sealed class ExecutedCourseTests : ICollectionFixture<ExecutedCourse>;
