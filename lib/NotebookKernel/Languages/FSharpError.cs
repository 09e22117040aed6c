using System.Globalization;

namespace NotebookKernel;

/// <summary>F#'s messages, in the form in which the cells of C# have theirs.</summary>
internal static class FSharpError
{
    /// <summary>What the compiler found wrong with a cell.</summary>
    public static ErrorOutput Compilation(string cell, IReadOnlyList<FSharpMessage> messages, string[] lines)
    {
        var errors = messages.Where(message => message.IsError).ToList();
        return new ErrorOutput(
            CellError.CompilationName, Headline(cell, errors[0]),
            [.. errors.SelectMany(error => Describe(cell, error, lines))]);
    }

    /// <summary>A message with the line it speaks of, and a caret under the place.</summary>
    public static IEnumerable<string> Describe(string cell, FSharpMessage message, string[] lines)
    {
        yield return Headline(cell, message);
        if (message.Line < 1 || message.Line > lines.Length)
            yield break;
        var written = lines[message.Line - 1].TrimEnd();
        var column = Math.Min(message.Column, written.Length);
        var margin = new string([.. written.Take(column).Select(c => c == '\t' ? '\t' : ' ')]);
        yield return "    " + written;
        yield return "    " + margin
            + new string('^', Math.Clamp(message.End - column, 1, Math.Max(1, written.Length - column)));
    }

    private static string Headline(string cell, FSharpMessage message) => string.Create(
        CultureInfo.InvariantCulture,
        $"{cell}, line {message.Line}: {(message.IsError ? "error" : "warning")} {message.Id}: {message.Text}");
}
