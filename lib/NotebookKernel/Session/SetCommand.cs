using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel;

/// <summary><c>#!set --name x --value 3</c> as the C# that does it.</summary>
internal static partial class SetCommand
{
    public static string ToCode(CommandPart command, string cellName)
    {
        var name = Option(command.Arguments, "name");
        var value = Option(command.Arguments, "value");
        if (name is null || value is null || !SyntaxFacts.IsValidIdentifier(name))
            throw new CellFailedException(CellError.Command(
                cellName, command.Line, "#!set needs a name that C# allows and a value: #!set --name x --value 3"));
        if (!value.StartsWith('@'))
            return $"var {name} = {Literal(value)};";
        var source = value[1..].Split(':', 2);
        if (source.Length == 2 && source[0] != "csharp" || source[0] is "input" or "password")
            throw new CellFailedException(CellError.Command(
                cellName, command.Line, $"#!set cannot read {value} here: only C# variables (@csharp:name) and plain values."));
        return $"var {name} = {source[^1]};";
    }

    private static string? Option(string arguments, string name)
    {
        var match = Options().Matches(arguments).FirstOrDefault(option => option.Groups["name"].Value == name);
        return match?.Groups["quoted"] is { Success: true } quoted ? quoted.Value : match?.Groups["bare"].Value;
    }

    /// <summary>Numbers and truth values are themselves, all else is text.</summary>
    private static string Literal(string value) =>
        Number().IsMatch(value) || value is "true" or "false" ? value : SymbolDisplay.FormatLiteral(value, quote: true);

    [GeneratedRegex("""--(?<name>\w+)[ =]+(?:"(?<quoted>[^"]*)"|(?<bare>\S+))""")]
    private static partial Regex Options();

    [GeneratedRegex(@"^-?\d+(\.\d+)?$")]
    private static partial Regex Number();
}
