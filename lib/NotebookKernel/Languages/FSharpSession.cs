using System.Runtime;
using FSharp.Compiler.Diagnostics;
using FSharp.Compiler.Interactive;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.FSharp.Core;
using Evaluation = Microsoft.FSharp.Core.FSharpChoice<
    Microsoft.FSharp.Core.FSharpOption<FSharp.Compiler.Interactive.Shell.FsiValue>?, System.Exception>;

namespace NotebookKernel;

/// <summary>
/// The interactive session of F#'s own compiler. Making one takes seconds, so it is made when a first cell asks for it;
/// nothing else in this library names a type of the compiler.
/// </summary>
internal sealed class FSharpSession : IDisposable
{
    private static readonly string[] Arguments =
        ["fsi", "--noninteractive", "--nologo", "--quiet", "--gui-", "--usesdkrefs-", "--optimize+"];

    private static readonly string Opening =
        $"""
        #r @"{typeof(FSharpSession).Assembly.Location}"
        #r @"{typeof(Formatter).Assembly.Location}"
        #r @"{typeof(IHtmlContent).Assembly.Location}"
        open System
        open System.Text
        open System.Threading.Tasks
        open System.Linq
        open Microsoft.DotNet.Interactive.Formatting
        open type NotebookKernel.CellFunctions
        """;

    private readonly Shell.FsiEvaluationSession _session;
    private readonly HashSet<string> _references = new(StringComparer.Ordinal);

    /// <summary>Starts F#.</summary>
    /// <param name="loader">Loads what F#'s code refers to: the very assemblies that the cells of C# have.</param>
    public FSharpSession(SessionLoadContext loader)
    {
        FSharpFiles.Use(loader);
        _session = Shell.FsiEvaluationSession.Create(
            Shell.FsiEvaluationSession.GetDefaultConfiguration(),
            Arguments, TextReader.Null, TextWriter.Null, TextWriter.Null, FSharpOption<bool>.None, null);
        if (Evaluate(Opening, "opening", CancellationToken.None) is { Error: { } error })
            throw new InvalidOperationException($"F# could not be started: {error.Message}", error);
    }

    /// <summary>The variables that cells of F# have; of several with one name, the last.</summary>
    public IEnumerable<SessionVariable> Variables =>
        _session.GetBoundValues()
            .Where(bound => bound.Name != "it")
            .Select(bound => new SessionVariable(bound.Name, bound.Value.ReflectionType, bound.Value.ReflectionValue))
            .OrderBy(variable => variable.Name, StringComparer.Ordinal);

    /// <summary>The names that a name with dots could end in: <c>List.ma</c> has map, map2, mapFold and more.</summary>
    public IEnumerable<string> Complete(string written) =>
        _session.GetCompletions(written).Where(name => char.IsLetter(name[0])).Order(StringComparer.Ordinal);

    /// <summary>Makes an assembly's types known to the cells that follow.</summary>
    /// <param name="path">Its file.</param>
    /// <returns>What was wrong, or null.</returns>
    public Exception? Reference(string path) =>
        _references.Add(path) ? Evaluate($"#r @\"{path}\"", "#r", CancellationToken.None).Error : null;

    /// <summary>Gives a value a name that the cells that follow can use.</summary>
    /// <exception cref="ArgumentException">F# allows no such name, or cannot name the value's type.</exception>
    public void Bind(string name, object value)
    {
        try
        {
            _session.AddBoundValue(name, value);
        }
        catch (Exception error) when (error is not ArgumentException)
        {
            throw new ArgumentException($"F# cannot name the type {value.GetType()}: {error.Message}", error);
        }
    }

    /// <summary>Runs code to its end; must be called on the session's thread.</summary>
    /// <param name="code">F#.</param>
    /// <param name="name">What messages and stack traces call it.</param>
    /// <param name="cancellation">Ends it, in the middle of a loop too.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public FSharpResult Evaluate(string code, string name, CancellationToken cancellation)
    {
        Tuple<Evaluation, FSharpDiagnostic[]>? answer = null;
        void Run() => answer = _session.EvalInteractionNonThrowing(code, name, FSharpOption<CancellationToken>.None);

        // Cells of C# have checks written into them; in code that another compiler makes, this is all that can stop a
        // loop.
#pragma warning disable SYSLIB0046
        if (cancellation.CanBeCanceled)
            ControlledExecution.Run(Run, cancellation);
        else
            Run();
#pragma warning restore SYSLIB0046
        var (choice, diagnostics) = (answer!.Item1, answer.Item2.Select(Read).ToList());
        if (choice is Evaluation.Choice2Of2 failed)
            return new FSharpResult(null, failed.Item, diagnostics);
        var value = ((Evaluation.Choice1Of2)choice).Item?.Value;
        return new FSharpResult(
            value?.ReflectionType == typeof(Unit) ? null : value?.ReflectionValue, null, diagnostics)
        {
            HasValue = value is not null && value.ReflectionType != typeof(Unit),
        };
    }

    public void Dispose() => ((IDisposable)_session).Dispose();

    private static string InOneLine(string message) =>
        string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static FSharpMessage Read(FSharpDiagnostic diagnostic) => new(
        diagnostic.Severity.IsError, diagnostic.Severity.IsWarning, diagnostic.ErrorNumberText,
        InOneLine(diagnostic.Message),
        diagnostic.StartLine, diagnostic.StartColumn,
        diagnostic.EndLine == diagnostic.StartLine ? diagnostic.EndColumn : int.MaxValue);
}
