using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace NotebookKernel;

/// <summary>
/// Turns what went wrong into words: the cell, the line, the line's text, and the calls that are the reader's own.
/// </summary>
internal static partial class CellError
{
    public const string InterruptName = "KeyboardInterrupt";
    public const string CompilationName = "CompilationError";

    /// <summary>How the compiler numbers a file that <c>#r</c> names and that is not there.</summary>
    public const string MissingReference = "CS0006";

    /// <summary>How the compiler numbers a file that <c>#load</c> names and that is not there.</summary>
    public const string MissingSource = "CS1504";

    /// <summary>
    /// How the assemblies and script classes of cells are named; the compiler allows no such name in code.
    /// </summary>
    public const string AssemblyPrefix = "Cell#";

    /// <summary>How F#'s compiler names the assemblies of its cells, and the modules in them.</summary>
    private const string FSharpAssembly = "FSI-ASSEMBLY";
    private const string FSharpModule = "FSI_";

    /// <summary>How many calls are shown of each end of a long row.</summary>
    private const int CallsShown = 8;

    /// <summary>A cell that a person stopped.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="end">The error with which it came to its end, and so the place where it was.</param>
    public static ErrorOutput Interrupted(string cell, ErrorOutput end) => new(
        InterruptName,
        $"{cell} was interrupted.",
        [$"{InterruptName}: {cell} was interrupted.",
            .. end.Traceback.Where(line => line.StartsWith("   ", StringComparison.Ordinal))]);

    /// <summary>An error of a line of the cell, or of the cell as a whole.</summary>
    public static ErrorOutput Command(string cell, int line, string message)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{cell}, line {line}");
        return new ErrorOutput("CommandError", message, [$"{place}: {message}"]);
    }

    /// <summary>
    /// What the compiler found wrong with a cell. Where a file is missing that it names, only that is said: the names
    /// that it would have brought are missing everywhere, and a reader who sees those first looks in the wrong place.
    /// </summary>
    /// <param name="errors">Its errors.</param>
    /// <param name="explain">Better words for one, or null.</param>
    /// <param name="advise">What to do about one, or null.</param>
    /// <param name="folder">The notebook's folder.</param>
    public static ErrorOutput Compilation(
        IEnumerable<Diagnostic> errors, Func<Diagnostic, string?> explain, Func<Diagnostic, string?> advise,
        string folder)
    {
        var ordered = errors.OrderBy(error => error.Location.SourceSpan.Start).ToList();
        var missing = ordered.Where(error => error.Id is MissingReference or MissingSource).ToList();
        if (missing.Count > 0) ordered = missing;
        var lines = new List<string>();
        var given = new HashSet<string>();
        foreach (var error in ordered)
        {
            lines.AddRange(Describe(error, explain(error), folder));
            if (advise(error) is { } advice && given.Add(advice))
                lines.Add(Hint(advice));
        }
        return new ErrorOutput(CompilationName, Headline(ordered[0], explain(ordered[0]), folder), lines);
    }

    /// <summary>A compiler message with the line it speaks of, and a caret under the place.</summary>
    public static IEnumerable<string> Describe(Diagnostic diagnostic, string? explanation, string folder)
    {
        yield return Headline(diagnostic, explanation, folder);
        if (!diagnostic.Location.IsInSource)
            yield break;
        var text = diagnostic.Location.SourceTree.GetText();
        var line = text.Lines.GetLineFromPosition(diagnostic.Location.SourceSpan.Start);
        var column = diagnostic.Location.SourceSpan.Start - line.Start;
        var written = line.ToString();
        var length = Math.Clamp(diagnostic.Location.SourceSpan.Length, 1, Math.Max(1, written.Length - column));
        var margin = new string(written.Take(column).Select(c => c == '\t' ? '\t' : ' ').ToArray());
        yield return "    " + written.TrimEnd();
        yield return "    " + margin + new string('^', length);
    }

    /// <summary>An exception that a cell threw.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="folder">The notebook's folder; files under it are named from there.</param>
    /// <param name="readLine">Gives the text of a line (from 1) of a cell or file, if it is known.</param>
    public static ErrorOutput Exception(Exception error, string folder, Func<string, int, string?> readLine)
    {
        var lines = new List<string> { Headline(error) };
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
            lines.Add($" ---> {Headline(inner)}");
        var frames = new StackTrace(error, fNeedFileInfo: true).GetFrames();
        var last = Array.FindLastIndex(frames, IsOfCell);
        var first = Array.FindIndex(frames, IsOfCell);
        var shown = frames[..(last + 1)].Where(frame => !IsPlumbing(frame)).ToList();
        for (var i = 0; i < shown.Count; i++)
        {
            if (i == CallsShown && shown.Count > 2 * CallsShown)
            {
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture, $"   ... and {shown.Count - 2 * CallsShown:N0} more calls ..."));
                i = shown.Count - CallsShown;
            }
            lines.Add("   at " + Describe(shown[i], folder));
            if (shown[i] == frames[first]
                && readLine(shown[i].GetFileName()!, shown[i].GetFileLineNumber()) is { } text)
                lines.Add("      > " + text.Trim());
        }
        if (ErrorAdvice.For(error) is { } advice)
            lines.Add(Hint(advice));
        return new ErrorOutput(error.GetType().Name, MessageOf(error), lines);
    }

    private static string Hint(string advice) => "Hint: " + advice;

    /// <summary>An exception's type and message.</summary>
    public static string Headline(Exception error) => $"{error.GetType().FullName}: {MessageOf(error)}";

    /// <summary>libtorch puts its own stack, with addresses and paths of this machine, into its messages.</summary>
    private static string MessageOf(Exception error)
    {
        var nativeStack = error.Message.IndexOf("\nException raised from ", StringComparison.Ordinal);
        return nativeStack < 0 ? error.Message : error.Message[..nativeStack];
    }

    private static string Headline(Diagnostic diagnostic, string? explanation, string folder)
    {
        var message = explanation ?? diagnostic.GetMessage(CultureInfo.InvariantCulture);
        var kind = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        if (!diagnostic.Location.IsInSource)
            return $"{kind} {diagnostic.Id}: {message}";
        var start = diagnostic.Location.GetLineSpan().StartLinePosition;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name(diagnostic.Location.SourceTree.FilePath, folder)}, line {start.Line + 1}: {kind} {diagnostic.Id}: "
            + $"{message}");
    }

    /// <summary>Compiled cells live in a session's own load context, without a file.</summary>
    private static bool IsOfCell(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType?.Assembly is { IsDynamic: false, Location: "" } assembly
        && assembly.GetName().Name is { } name
        && (name.StartsWith(AssemblyPrefix, StringComparison.Ordinal)
            || name.StartsWith(FSharpAssembly, StringComparison.Ordinal))
        && frame.GetFileName() is not null;

    /// <summary>
    /// What the compiler puts between a method that awaits and the one it awaits, and what the session adds.
    /// </summary>
    private static bool IsPlumbing(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType is { } type
        && (type.Namespace is "System.Runtime.CompilerServices" or "System.Runtime.ExceptionServices"
            || type.Assembly == typeof(CellError).Assembly);

    private static string Describe(StackFrame frame, string folder)
    {
        var method = frame.GetMethod();
        var name = method is null ? "unknown code" : Describe(method);
        var file = frame.GetFileName();
        if (file is null)
            return name;
        var place = string.Create(
            CultureInfo.InvariantCulture, $"{Name(file, folder)}, line {frame.GetFileLineNumber()}");
        return name.Length == 0 ? place : $"{name} in {place}";
    }

    private static string Describe(MethodBase method)
    {
        var names = new List<string>();
        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType)
            names.Insert(0, type.Name);
        if (names[0].StartsWith(FSharpModule, StringComparison.Ordinal))
            names.RemoveAt(0);
        else if (names[0].StartsWith("<StartupCode$", StringComparison.Ordinal)
            || names[0].StartsWith("$FSI_", StringComparison.Ordinal))
            return "";
        else if (names is [var cell, ..] && cell.StartsWith(AssemblyPrefix, StringComparison.Ordinal))
            names.RemoveAt(0);
        else if (method.DeclaringType?.Namespace is { Length: > 0 } space)
            names.Insert(0, space);
        names.Add(method.Name);

        // The compiler's own names: <<Initialize>>d__0.MoveNext is the cell itself, <Foo>d__3.MoveNext and
        // <Foo>g__Bar|1_0 are parts of Foo, <>c holds lambdas.
        if (names.Any(name => name.Contains("<Initialize>")))
            return names.Any(name => name.Contains(">b__")) ? "lambda" : "";
        var generated =
            names.FindIndex(name => name.StartsWith('<') && !name.StartsWith("<>", StringComparison.Ordinal));
        if (generated >= 0)
        {
            var written = GeneratedName().Match(names[generated]);
            var isLambda = names[generated].Contains(">b__");
            names.RemoveRange(generated, names.Count - generated);
            names.RemoveAll(name => name.StartsWith("<>", StringComparison.Ordinal));
            names.Add(written.Groups["local"] is { Length: > 0 } local ? local.Value : written.Groups["outer"].Value);
            return string.Join('.', names) + (isLambda ? " (lambda)" : "()");
        }
        var parameters = string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name));
        return $"{string.Join('.', names)}({parameters})";
    }

    /// <summary>
    /// A file as the reader knows it: from the notebook's folder, or its bare name, never a path of this machine.
    /// </summary>
    private static string Name(string path, string folder)
    {
        if (!Path.IsPathRooted(path))
            return path;
        var relative = Path.GetRelativePath(folder, path).Replace('\\', '/');
        return relative.StartsWith("../../", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? Path.GetFileName(path)
            : relative;
    }

    [GeneratedRegex(@"^<(?<outer>[^>]*)>(g__(?<local>[^|]+)\|)?")]
    private static partial Regex GeneratedName();
}
