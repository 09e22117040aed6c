using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace NotebookKernel;

/// <summary>Runs cells on the session's thread, part by part, and keeps what they defined.</summary>
internal sealed class CellRunner
{
    private readonly string _folder;
    private readonly SessionThread _thread;
    private readonly ReferenceResolver _references;
    private readonly SessionPackages _packages;
    private readonly SourceResolver _sources;
    private readonly ScriptCompiler _compiler;
    private readonly SessionVariables _variables;
    private readonly Dictionary<string, string[]> _lines = [];
    private object?[] _states = new object?[2];

    public CellRunner(string folder, SessionThread thread, string packageFolder)
    {
        _folder = folder;
        _thread = thread;
        var host = new HostAssemblies();
        var loader = new SessionLoadContext(host);
        _references = new ReferenceResolver(folder, host, loader);
        _packages = new SessionPackages(new PackageRestorer(packageFolder, folder), _references);
        _sources = new SourceResolver(folder, instruments: false);
        _compiler = new ScriptCompiler(loader, _references, _sources, new SourceResolver(folder, instruments: true));
        Help = new CodeHelp(_compiler, folder);
        _variables = new SessionVariables(() => _states.AsSpan(1, Math.Min(_compiler.States, _states.Length - 1)));
    }

    /// <summary>Helps with the next cell.</summary>
    public ICodeHelp Help { get; }

    /// <summary>Remembers what is defined; the action that is returned forgets what cells defined since.</summary>
    public Action Mark() => _compiler.Mark();

    /// <summary>Compiles a first time, away from the cells, to have the compiler ready.</summary>
    public void WarmUp(CancellationToken cancellation) => _compiler.WarmUp(cancellation);

    /// <summary>Runs a cell; must be called on the session's thread.</summary>
    /// <returns>The error that ended the cell, after it was sent to the outputs; null for a cell that ran to its end.</returns>
    public async Task<ErrorOutput?> RunAsync(string code, int number, CellContext cell)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"cell {number}");
        _lines[name] = code.Split('\n');
        CellContext.Current = cell;
        cell.OnUnhandled = error => ReportUnhandled(error, cell);
        using var interruption = new CellInterruption(_thread, cell.Cancellation);
        try
        {
            await RunPartsAsync(CellSplitter.Split(code), name, number, cell);
            return null;
        }
        catch (Exception error) when (cell.Cancellation.IsCancellationRequested)
        {
            // Whatever it is: what stops a cell may be wrapped by the code that it goes through.
            return Report(CellError.Interrupted(name, CellError.Exception(error, _folder, ReadLine)), cell);
        }
        catch (CellFailedException failure)
        {
            return Report(failure.Output, cell);
        }
        catch (Exception error)
        {
            return Report(CellError.Exception(error, _folder, ReadLine), cell);
        }
    }

    private static ErrorOutput Report(ErrorOutput error, CellContext cell)
    {
        cell.Outputs.Add(error);
        return error;
    }

    private async Task RunPartsAsync(IReadOnlyList<CellPart> parts, string name, int number, CellContext cell)
    {
        Stopwatch? clock = null;
        foreach (var part in parts)
        {
            cell.Cancellation.ThrowIfCancellationRequested();
            switch (part)
            {
                case CodePart code:
                    await RunCodeAsync(code.Code, name, number, cell);
                    break;
                case TextPart text:
                    cell.Outputs.Add(new DisplayOutput(MimeBundle.OfText(text.Text, text.MimeType)));
                    break;
                case CommandPart { Name: "time" }:
                    clock ??= Stopwatch.StartNew();
                    break;
                case CommandPart command:
                    await RunCommandAsync(command, name, number, cell);
                    break;
            }
        }

        // A cell may have caught what was to stop it, and then come to its end; it was interrupted all the same.
        cell.Cancellation.ThrowIfCancellationRequested();
        if (clock is not null)
            cell.DisplayText(
                string.Create(CultureInfo.InvariantCulture, $"Wall time: {clock.Elapsed.TotalMilliseconds:0.####}ms"),
                "text/plain");
    }

    private async Task RunCommandAsync(CommandPart command, string name, int number, CellContext cell)
    {
        if (command.Name == "set")
        {
            var declaration = SetCommand.ToCode(command, name);
            await RunCodeAsync(new string('\n', command.Line - 1) + declaration, name, number, cell);
            return;
        }
        SessionCommands.Run(command, name, cell, _variables);
    }

    private async Task RunCodeAsync(string code, string name, int number, CellContext cell)
    {
        var prepared = await _packages.PrepareAsync(code, name, cell);
        var compiled = _compiler.Compile(prepared, name, cell.Cancellation);
        ReportDiagnostics(compiled, cell);
        _compiler.Accept(compiled);
        if (compiled.Entry is null)
            return;
        if (_states.Length <= compiled.State)
            Array.Resize(ref _states, compiled.State * 2);
        var value = await RunEntryAsync(compiled.Entry, cell);
        if (compiled.HasValue && value is not DisplayedValue)
        {
            // Showing a value can run the cell's code too: its ToString, a sequence that is still to be computed.
            var shown = _thread.RunCellCode(() => MimeBundle.Of(value, []));
            cell.Outputs.Add(new DisplayOutput(shown) { IsResult = true, ExecutionCount = number });
        }
    }

    private async Task<object?> RunEntryAsync(Func<object?[], Task<object?>> entry, CellContext cell)
    {
        // The cell's own awaits come back through a context of its own, so that they can be cut off together.
        var ours = SynchronizationContext.Current;
        var context = new CellSynchronizationContext(_thread, error => ReportUnhandled(error, cell), isOfCell: true);
        Task<object?> running;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            running = _thread.RunCellCode(() => entry(_states));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(ours);
        }
        try
        {
            return await running.WaitAsync(cell.Cancellation);
        }
        finally
        {
            if (!running.IsCompleted)
                context.Abandon();
        }
    }

    private void ReportDiagnostics(CompiledCell compiled, CellContext cell)
    {
        var shown = compiled.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();
        if (compiled.HasErrors)
            throw new CellFailedException(
                CellError.Compilation(
                    shown.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
                    Explain,
                    error => NameAdvice.For(error, compiled.Compilation),
                    _folder));
        foreach (var warning in shown)
        {
            var lines = CellError.Describe(warning, null, _folder);
            cell.Outputs.Add(new StreamOutput("stderr", string.Join('\n', lines) + "\n"));
        }
    }

    /// <summary>The compiler only says that a file was not found; the resolvers know where they looked.</summary>
    private string? Explain(Diagnostic diagnostic)
    {
        if (diagnostic.Id is not ("CS0006" or "CS1504") || !diagnostic.Location.IsInSource)
            return null;
        var text = diagnostic.Location.SourceTree.GetText().ToString(diagnostic.Location.SourceSpan);
        text = text[(text.IndexOf('"') + 1)..].TrimEnd('"');
        var problem = diagnostic.Id == "CS0006" ? _references.FindProblem(text) : _sources.FindProblem(text);
        var directive = diagnostic.Id == "CS0006" ? "#r" : "#load";
        return problem is null ? null : $"{directive} \"{text}\" was not found. {problem}";
    }

    private void ReportUnhandled(Exception error, CellContext cell)
    {
        if (cell.Cancellation.IsCancellationRequested)
            return;
        var lines = CellError.Exception(error, _folder, ReadLine).Traceback;
        cell.Outputs.Add(new StreamOutput("stderr", "Nobody awaited this error:\n" + string.Join('\n', lines) + "\n"));
    }

    private string? ReadLine(string file, int line)
    {
        var lines = _lines.GetValueOrDefault(file) ?? (File.Exists(file) ? File.ReadAllLines(file) : null);
        return lines is not null && line >= 1 && line <= lines.Length ? lines[line - 1] : null;
    }
}
