using System.Text.RegularExpressions;

namespace NotebookKernel;

/// <summary>Runs F# on the session's thread. Its compiler is loaded when the first cell asks for it.</summary>
internal sealed partial class FSharpCells(CellHost host) : IDisposable
{
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private FSharpSession? _session;

    /// <summary>The variables that cells of F# declared.</summary>
    public IReadOnlyList<SessionVariable> Variables => _session is null ? [] : [.. _session.Variables];

    /// <summary>
    /// The names that F# has for the last part of what is written; none before its first cell has run.
    /// </summary>
    public IEnumerable<string> Complete(string written) => _session?.Complete(written) ?? [];

    /// <summary>Runs code, and shows its value.</summary>
    public async Task RunAsync(string code, RunningCell cell)
    {
        var (prepared, _) = await host.Packages.PrepareAsync(code, cell.Name, cell.Context);
        var withoutReferences = Reference().Replace(
            prepared, match => Resolve(match.Groups["what"].Value, prepared, match.Index, cell));
        var result = WithoutContext(() =>
        {
            var session = Session();
            return host.Thread.RunCellCode(
                () => session.Evaluate(withoutReferences, cell.Name, cell.Context.Cancellation));
        });
        var lines = code.Split('\n');
        if (result.IsUncompiled)
            throw new CellFailedException(FSharpError.Compilation(cell.Name, result.Messages, lines));
        foreach (var warning in result.Messages.Where(message => message.IsWarning))
            cell.Context.Outputs.Add(
                new StreamOutput("stderr", string.Join('\n', FSharpError.Describe(cell.Name, warning, lines)) + "\n"));
        if (result.Error is { } error)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        if (result.HasValue)
            host.ShowResult(result.Value, cell);
    }

    /// <summary>Gives a value a name in F#.</summary>
    /// <exception cref="ArgumentException">F# cannot name it, or its type.</exception>
    public void Bind(string name, object? value)
    {
        if (value is null)
            throw new ArgumentException($"{name} is null, and F# gives a name only to a value.");
        WithoutContext(() =>
        {
            var session = Session();
            if (value.GetType().Assembly is { IsDynamic: false, Location: { Length: > 0 } path })
                session.Reference(path);
            session.Bind(name, value);
            return true;
        });
    }

    public void Dispose() => _session?.Dispose();

    /// <summary>F#'s compiler waits for work that it would post to this very thread, if there were a way to.</summary>
    private static T WithoutContext<T>(Func<T> work)
    {
        var ours = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(ours);
        }
    }

    /// <summary>F#, with all that cells have referenced until now.</summary>
    private FSharpSession Session()
    {
        _session ??= new FSharpSession(host.Loader);
        foreach (var path in host.References.Referenced.Concat(_named))
            _session.Reference(path);
        return _session;
    }

    /// <summary>
    /// What a line references is made known to the session, so that both languages have the same file of it.
    /// </summary>
    private string Resolve(string what, string code, int index, RunningCell cell)
    {
        var found = host.References.ResolveReference(what, null, default);
        if (found.IsEmpty)
            throw cell.Fail(
                code.AsSpan(0, index).Count('\n') + 1,
                $"#r \"{what}\" was not found. {host.References.FindProblem(what)}".TrimEnd());
        _named.UnionWith(found.Select(reference => reference.FilePath).OfType<string>());
        return "";
    }

    [GeneratedRegex(
        """^[ \t]*#r[ \t]+@?"(?<what>[^"]+)"[ \t]*(?=\r?$)""", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Reference();
}
