namespace NotebookKernel;

/// <summary>What came of a piece of F#.</summary>
/// <param name="Value">The value of its last expression.</param>
/// <param name="Error">What it threw; where it did not compile, the compiler's word for that.</param>
/// <param name="Messages">The compiler's messages.</param>
internal sealed record FSharpResult(object? Value, Exception? Error, IReadOnlyList<FSharpMessage> Messages)
{
    /// <summary>Whether the last expression has a value to show.</summary>
    public bool HasValue { get; init; }

    /// <summary>Whether it never ran, because it did not compile.</summary>
    public bool IsUncompiled => Error is not null && Messages.Any(message => message.IsError);
}

/// <summary>A message of F#'s compiler.</summary>
/// <param name="IsError">It did not compile.</param>
/// <param name="IsWarning">It did, but is suspicious.</param>
/// <param name="Id">Such as FS0039.</param>
/// <param name="Text">The message.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 0.</param>
/// <param name="End">The column where the place ends.</param>
internal sealed record FSharpMessage(
    bool IsError, bool IsWarning, string Id, string Text, int Line, int Column, int End);
