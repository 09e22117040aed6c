using System.Globalization;

namespace NotebookKernel;

/// <summary><c>#!import</c>: runs a file's code as if it stood in the cell. Its errors are the cell's.</summary>
/// <param name="folder">The notebook's folder.</param>
/// <param name="run">Runs text in a language.</param>
internal sealed class FileImport(string folder, Func<string, CellLanguage, RunningCell, Task> run)
{
    private readonly Stack<string> _open = [];

    public async Task RunAsync(CommandPart command, RunningCell cell)
    {
        var asked = new CommandArguments(command.Arguments).Words;
        if (asked is not [var written])
            throw cell.Fail(command.Line, "#!import needs one file: #!import other.ipynb");
        var path = ScriptPaths.Find(written, cell.Name, folder)
            ?? throw cell.Fail(command.Line, $"#!import: {ScriptPaths.DescribeMissing(written, cell.Name, folder)}");
        if (_open.Contains(path))
            throw cell.Fail(command.Line, $"#!import: {written} is being imported already; it imports itself.");
        _open.Push(path);
        try
        {
            await RunFileAsync(path, command, cell);
        }
        finally
        {
            _open.Pop();
        }
    }

    private async Task RunFileAsync(string path, CommandPart command, RunningCell cell)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".csx" or ".cs":
                await run(await File.ReadAllTextAsync(path), CellLanguage.CSharp, cell with { Name = path });
                break;
            case ".fsx" or ".fs":
                await run(await File.ReadAllTextAsync(path), CellLanguage.FSharp, cell with { Name = path });
                break;
            case ".ipynb" or ".dib":
                await RunCellsAsync(path, command, cell);
                break;
            case var other:
                throw cell.Fail(command.Line, $"#!import reads .ipynb, .dib, .csx, .cs and .fsx; not '{other}'.");
        }
    }

    private async Task RunCellsAsync(string path, CommandPart command, RunningCell cell)
    {
        NotebookDocument document;
        try
        {
            document = NotebookFormats.Load(path);
        }
        catch (NotebookFormatException error)
        {
            throw cell.Fail(command.Line, $"#!import: {error.Message}");
        }
        foreach (var imported in document.Cells.Where(imported => imported.Kind == CellKind.Code))
        {
            var name = string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}, cell {imported.Index + 1}");
            var running = cell with { Name = name };
            if (CellLanguages.Find(imported.Language) is not { } language)
                throw running.Fail(1, CommandTable.DescribeUnknown(imported.Language));
            await run(imported.Source, language, running);
        }
    }
}
