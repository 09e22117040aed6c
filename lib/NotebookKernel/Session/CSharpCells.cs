using Microsoft.CodeAnalysis;

namespace NotebookKernel;

/// <summary>Runs C# on the session's thread, and keeps what it defined.</summary>
internal sealed class CSharpCells
{
    private readonly CellHost _host;
    private readonly SourceResolver _sources;
    private readonly ScriptCompiler _compiler;
    private readonly SessionVariables _variables;
    private object?[] _states = new object?[2];

    /// <param name="host">What the languages share.</param>
    /// <param name="fsharp">What F# offers for the beginning of a name.</param>
    public CSharpCells(CellHost host, Func<string, IEnumerable<string>> fsharp)
    {
        _host = host;
        _sources = new SourceResolver(host.Folder, instruments: false);
        _compiler = new ScriptCompiler(
            host.Loader, host.References, _sources, new SourceResolver(host.Folder, instruments: true));
        Help = new CodeHelp(_compiler, host.Folder, CommandTable.Names, fsharp);
        _variables = new SessionVariables(() => _states.AsSpan(1, Math.Min(_compiler.States, _states.Length - 1)));
    }

    /// <summary>Helps with the next cell.</summary>
    public ICodeHelp Help { get; }

    /// <summary>The variables that cells declared; of several with one name, the last.</summary>
    public IReadOnlyList<SessionVariable> Variables => _variables.List();

    /// <summary>Remembers what is defined; the action that is returned forgets what cells defined since.</summary>
    public Action Mark() => _compiler.Mark();

    /// <summary>Compiles a first time, away from the cells, to have the compiler ready.</summary>
    public void WarmUp(CancellationToken cancellation) => _compiler.WarmUp(cancellation);

    /// <summary>Runs code, and shows its value.</summary>
    public async Task RunAsync(string code, RunningCell cell)
    {
        var (prepared, references) = await _host.Packages.PrepareAsync(code, cell.Name, cell.Context);
        if (references.Count > 0)
            Compile(References(references), cell);
        var compiled = Compile(prepared, cell);
        if (compiled.Entry is null)
            return;
        var value = await RunEntryAsync(compiled, cell);
        if (compiled.HasValue)
            _host.ShowResult(value, cell);
    }

    /// <summary>Declares a variable with a value that is there already.</summary>
    /// <param name="name">A name that C# allows.</param>
    /// <param name="value">The value; its type is the nearest that C# can name.</param>
    /// <param name="cell">The cell.</param>
    public async Task BindAsync(string name, object? value, RunningCell cell)
    {
        var type = CSharpNames.Nearest(value?.GetType() ?? typeof(object));
        var compiled = Compile(
            $"{References(CSharpNames.FilesOf(type))}{CSharpNames.Of(type)} @{name} = default!;", cell);
        await RunEntryAsync(compiled, cell);
        var state = _states[compiled.State]!;
        state.GetType().GetField(name)!.SetValue(state, value);
    }

    private static string References(IEnumerable<string> files) =>
        string.Concat(files.Select(path => $"#r \"{path}\"\n"));

    private CompiledCell Compile(string code, RunningCell cell)
    {
        var compiled = _compiler.Compile(code, cell.Name, cell.Context.Cancellation);
        ReportDiagnostics(compiled, cell.Context);
        _compiler.Accept(compiled);
        if (_states.Length <= compiled.State)
            Array.Resize(ref _states, compiled.State * 2);
        return compiled;
    }

    private async Task<object?> RunEntryAsync(CompiledCell compiled, RunningCell cell)
    {
        // The cell's own awaits come back through a context of its own, so that they can be cut off together.
        var ours = SynchronizationContext.Current;
        var context = new CellSynchronizationContext(_host.Thread, cell.ReportUnhandled, isOfCell: true);
        Task<object?> running;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            running = _host.Thread.RunCellCode(() => compiled.Entry!(_states));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(ours);
        }
        try
        {
            return await running.WaitAsync(cell.Context.Cancellation);
        }
        finally
        {
            if (!running.IsCompleted)
                context.Abandon();
        }
    }

    private void ReportDiagnostics(CompiledCell compiled, CellContext cell)
    {
        var shown =
            compiled.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();
        if (compiled.HasErrors)
            throw new CellFailedException(
                CellError.Compilation(
                    shown.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
                    Explain,
                    error => NameAdvice.For(error, compiled.Compilation),
                    _host.Folder));
        foreach (var warning in shown)
        {
            var lines = CellError.Describe(warning, null, _host.Folder);
            cell.Outputs.Add(new StreamOutput("stderr", string.Join('\n', lines) + "\n"));
        }
    }

    /// <summary>The compiler only says that a file was not found; the resolvers know where they looked.</summary>
    private string? Explain(Diagnostic diagnostic)
    {
        if (diagnostic.Id is not (CellError.MissingReference or CellError.MissingSource)
            || !diagnostic.Location.IsInSource)
            return null;
        var text = diagnostic.Location.SourceTree.GetText().ToString(diagnostic.Location.SourceSpan);
        text = text[(text.IndexOf('"') + 1)..].TrimEnd('"');
        var isReference = diagnostic.Id == CellError.MissingReference;
        var problem = isReference ? _host.References.FindProblem(text) : _sources.FindProblem(text);
        var directive = isReference ? "#r" : "#load";
        return problem is null ? null : $"{directive} \"{text}\" was not found. {problem}";
    }
}
