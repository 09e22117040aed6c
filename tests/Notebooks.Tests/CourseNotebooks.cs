using System.Runtime.CompilerServices;
using Course.Notebooks;
using NotebookKernel;

/// <summary>The notebooks as they are committed.</summary>
public static class CourseNotebooks
{
    public static CourseFolder Folder { get; } = CourseFolder.At(Root());

    /// <summary>The names of all notebooks, for theories.</summary>
    public static TheoryData<string> Names { get; } = [.. Folder.Notebooks.Select(notebook => notebook.Name)];

    public static string PathOf(string name) => Folder.Notebooks.Single(notebook => notebook.Name == name).Path;

    public static NotebookDocument Load(string name) => NotebookDocument.Load(PathOf(name));

    public static IEnumerable<NotebookCell> CodeCells(this NotebookDocument notebook) =>
        notebook.Cells.Where(cell => cell.Kind == CellKind.Code);

    public static bool IsExercise(this NotebookCell cell) => cell.Source.Contains("// TODO", StringComparison.Ordinal);

    private static string Root([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..");
}
