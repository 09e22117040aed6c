namespace NotebookKernel;

/// <summary>A part of a cell: code to run, text to show, or a command.</summary>
internal abstract record CellPart;

/// <summary>Code to run here.</summary>
/// <param name="Language">C# or F#.</param>
/// <param name="Code">
/// The code, with empty lines for those of the cell before it, so that line numbers are the cell's.
/// </param>
internal sealed record CodePart(CellLanguage Language, string Code) : CellPart;

/// <summary>Text that the page shows, or runs.</summary>
/// <param name="Language">What it is.</param>
/// <param name="Text">The text.</param>
internal sealed record TextPart(CellLanguage Language, string Text) : CellPart;

/// <summary>A command to the session.</summary>
/// <param name="Name">The name after <c>#!</c>, in small letters.</param>
/// <param name="Arguments">The rest of the line.</param>
/// <param name="Line">The line in the cell, from 1.</param>
/// <param name="Language">The language in which it stands.</param>
/// <param name="Text">The lines below it, for <c>#!value</c>.</param>
internal sealed record CommandPart(
    string Name, string Arguments, int Line, CellLanguage Language = CellLanguage.CSharp, string Text = "") : CellPart;
