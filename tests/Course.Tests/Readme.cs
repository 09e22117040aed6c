using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

/// <summary>What README.md tells a person to type.</summary>
public static partial class Readme
{
    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>The file's text.</summary>
    public static string Text { get; } = File.ReadAllText(Path.Combine(Root, "README.md"));

    /// <summary>
    /// Every line of its blocks of commands, and every "dotnet ..." between backticks; without comments.
    /// </summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        .. Block().Matches(Text).SelectMany(block => block.Groups[1].Value.Split('\n'))
            .Concat(Inline().Matches(Text).Select(code => code.Groups[1].Value.ReplaceLineEndings(" ")))
            .Select(line => Comment().Replace(line, "").Trim()).Where(line => line.Length > 0).Distinct(),
    ];

    /// <summary>The words of a command: quotes keep words together, NAME=value before it is set aside.</summary>
    public static (string[] Words, string[] Variables) Read(string command)
    {
        var words = Word().Matches(command).Select(word => word.Value.Trim('"', '\'')).ToList();
        var variables = words.TakeWhile(word => Variable().IsMatch(word)).ToArray();
        return ([.. words.Skip(variables.Length)], variables);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"`((?:dotnet|course|bash|jupyter) [^`]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"(?:^|\s+)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|[^\\s\"']+(?:\"[^\"]*\")?")]
    private static partial Regex Word();

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Variable();
}
