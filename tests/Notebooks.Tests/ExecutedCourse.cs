using System.Diagnostics;
using System.Text.Json;
using Course.Book;
using Course.Running;

/// <summary>
/// The whole course, run once for all tests by the real program, with the solutions of the exercises. Where CI has just
/// done that, COURSE_BOOK names the book it made.
/// </summary>
public sealed class ExecutedCourse : IAsyncLifetime
{
    /// <summary>The environment variable that names a book made by <c>course run --solutions</c>.</summary>
    public const string Variable = "COURSE_BOOK";

    private Dictionary<string, ChapterState> _states = [];
    private string _said = "";

    public string Book { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (CourseNotebooks.Folder.Notebooks.Count == 0) return;
        Book = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } made
            ? Path.GetFullPath(made)
            : await RunAsync(Path.Combine(CourseNotebooks.Folder.Root, "artifacts", "tests", "book"));
        _states = JsonSerializer.Deserialize<Dictionary<string, ChapterState>>(await File.ReadAllTextAsync(Path.Combine(Book, "book.json")))!;
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
        var start = Self.StartInfo(["run", "--solutions", "--course", CourseNotebooks.Folder.Root, "--output", book]);
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
