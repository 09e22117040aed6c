using System.Text.RegularExpressions;

namespace NotebookKernel;

/// <summary>
/// What follows a command on its line: <c>x --from fsharp --as y</c>, values in quotes where they hold blanks.
/// </summary>
internal sealed partial class CommandArguments
{
    private readonly Dictionary<string, string> _options = [];
    private readonly List<string> _words = [];

    public CommandArguments(string line)
    {
        string? option = null;
        foreach (Match match in Word().Matches(line))
        {
            if (match.Groups["option"] is { Success: true } name)
            {
                option = name.Value;
                _options[option] = "";
            }
            else if (option is not null && _options[option].Length == 0)
            {
                _options[option] = Unquoted(match.Value);
            }
            else
            {
                _words.Add(Unquoted(match.Value));
            }
        }
    }

    /// <summary>What stands behind no option.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>The value of an option; null where it is not there, empty where it has none.</summary>
    public string? this[string option] => _options.GetValueOrDefault(option);

    /// <summary><c>@input:"Your name"</c> keeps its beginning, and loses the quotes.</summary>
    private static string Unquoted(string word)
    {
        if (word.StartsWith('{') || word.StartsWith("@input:{", StringComparison.Ordinal))
            return word;
        var quote = word.IndexOf('"');
        return quote >= 0 && word.EndsWith('"') && word.Length > quote + 1
            ? word[..quote] + word[(quote + 1)..^1]
            : word;
    }

    [GeneratedRegex("""--(?<option>[\w-]+)[=:]?|[^\s"{]*\{[^}]*\}|[^\s"]*"[^"]*"|\S+""")]
    private static partial Regex Word();
}
