namespace NotebookKernel;

/// <summary>A part of a cell: C#, text in another language, or a command.</summary>
internal abstract record CellPart;

/// <summary>C# to run.</summary>
/// <param name="Code">The code, with empty lines for those of the cell before it, so that line numbers are the cell's.</param>
internal sealed record CodePart(string Code) : CellPart;

/// <summary>Text to show as it is.</summary>
/// <param name="MimeType">Its type.</param>
/// <param name="Text">The text.</param>
internal sealed record TextPart(string MimeType, string Text) : CellPart;

/// <summary>A command to the session.</summary>
/// <param name="Name">The name after <c>#!</c>, in small letters.</param>
/// <param name="Arguments">The rest of the line.</param>
/// <param name="Line">The line in the cell, from 1.</param>
internal sealed record CommandPart(string Name, string Arguments, int Line) : CellPart;
