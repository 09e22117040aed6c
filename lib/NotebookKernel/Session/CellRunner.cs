using System.Diagnostics;
using System.Globalization;

namespace NotebookKernel;

/// <summary>Runs cells on the session's thread, part by part, each part in its language.</summary>
internal sealed class CellRunner : IDisposable
{
    private readonly CellHost _host;
    private readonly CSharpCells _csharp;
    private readonly FSharpCells _fsharp;
    private readonly SharedValues _values;
    private readonly FileImport _import;
    private readonly Dictionary<string, string[]> _lines = [];

    public CellRunner(string folder, SessionThread thread, string packageFolder)
    {
        _host = new CellHost(folder, thread, packageFolder);
        _fsharp = new FSharpCells(_host);
        _csharp = new CSharpCells(_host, _fsharp.Complete);
        _values = new SharedValues(_csharp, _fsharp);
        _import = new FileImport(folder, RunPartsAsync);
    }

    /// <summary>Helps with the next cell.</summary>
    public ICodeHelp Help => _csharp.Help;

    /// <summary>
    /// Remembers what is defined; the action that is returned forgets what cells of C# defined since.
    /// </summary>
    public Action Mark() => _csharp.Mark();

    /// <summary>Compiles a first time, away from the cells, to have the compiler ready.</summary>
    public void WarmUp(CancellationToken cancellation) => _csharp.WarmUp(cancellation);

    /// <summary>Runs a cell; must be called on the session's thread.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="language">The language in which it begins.</param>
    /// <param name="number">The number of the run.</param>
    /// <param name="cell">Where its outputs go.</param>
    /// <returns>
    /// The error that ended the cell, after it was sent to the outputs; null for a cell that ran to its end.
    /// </returns>
    public async Task<ErrorOutput?> RunAsync(string code, string language, int number, CellContext cell)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"cell {number}");
        CellContext.Current = cell;
        cell.OnUnhandled = error => ReportUnhandled(error, cell);
        using var interruption = new CellInterruption(_host.Thread, cell.Cancellation);
        try
        {
            var running = new RunningCell(name, number, cell, cell.OnUnhandled);
            if (CellLanguages.Find(language) is not { } known)
                throw running.Fail(1, CommandTable.DescribeUnknown(language.ToLowerInvariant()));
            await RunPartsAsync(code, known, running);
            return null;
        }
        catch (Exception error) when (cell.Cancellation.IsCancellationRequested)
        {
            // Whatever it is: what stops a cell may be wrapped by the code that it goes through.
            return Report(CellError.Interrupted(name, CellError.Exception(error, _host.Folder, ReadLine)), cell);
        }
        catch (CellFailedException failure)
        {
            return Report(failure.Output, cell);
        }
        catch (Exception error)
        {
            return Report(CellError.Exception(error, _host.Folder, ReadLine), cell);
        }
    }

    public void Dispose() => _fsharp.Dispose();

    private static ErrorOutput Report(ErrorOutput error, CellContext cell)
    {
        cell.Outputs.Add(error);
        return error;
    }

    private async Task RunPartsAsync(string code, CellLanguage language, RunningCell cell)
    {
        _lines[cell.Name] = code.Split('\n');
        var cancellation = cell.Context.Cancellation;
        Stopwatch? clock = null;
        foreach (var part in CellSplitter.Split(code, language))
        {
            cancellation.ThrowIfCancellationRequested();
            switch (part)
            {
                case CodePart { Language: CellLanguage.FSharp } fsharp:
                    await _fsharp.RunAsync(fsharp.Code, cell);
                    break;
                case CodePart csharp:
                    await _csharp.RunAsync(csharp.Code, cell);
                    break;
                case TextPart text:
                    cell.Context.Outputs.Add(TextOutput.Of(text.Language, text.Text, _values.OfScripts));
                    break;
                case CommandPart { Name: "time" }:
                    clock ??= Stopwatch.StartNew();
                    break;
                case CommandPart { Name: "import" } import:
                    await _import.RunAsync(import, cell);
                    break;
                case CommandPart command when !await _values.TryRunAsync(command, cell):
                    SessionCommands.Run(command, cell, _values);
                    break;
            }
        }

        // A cell may have caught what was to stop it, and then come to its end; it was interrupted all the same.
        cancellation.ThrowIfCancellationRequested();
        if (clock is not null)
            cell.Context.DisplayText(
                string.Create(CultureInfo.InvariantCulture, $"Wall time: {clock.Elapsed.TotalMilliseconds:0.####}ms"),
                "text/plain");
    }

    private void ReportUnhandled(Exception error, CellContext cell)
    {
        if (cell.Cancellation.IsCancellationRequested)
            return;
        var lines = CellError.Exception(error, _host.Folder, ReadLine).Traceback;
        cell.Outputs.Add(new StreamOutput("stderr", "Nobody awaited this error:\n" + string.Join('\n', lines) + "\n"));
    }

    private string? ReadLine(string file, int line)
    {
        // F# makes a path of a cell's name.
        var lines = _lines.GetValueOrDefault(file) ?? _lines.GetValueOrDefault(Path.GetRelativePath(_host.Folder, file))
            ?? (File.Exists(file) ? File.ReadAllLines(file) : null);
        return lines is not null && line >= 1 && line <= lines.Length ? lines[line - 1] : null;
    }
}
