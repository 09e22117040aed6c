using System.Globalization;
using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel;

/// <summary>
/// The variables of each language, and the ways from one to another. C# and F# have the very same object; scripts of
/// the page get JSON, and nothing comes back from them.
/// </summary>
internal sealed class SharedValues(CSharpCells csharp, FSharpCells fsharp)
{
    private readonly SortedDictionary<string, string> _scripts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, object?> _texts = new(StringComparer.Ordinal);

    /// <summary>What was shared with scripts: names and JSON.</summary>
    public IReadOnlyDictionary<string, string> OfScripts => _scripts;

    /// <summary>The variables of a language.</summary>
    public IReadOnlyList<SessionVariable> List(CellLanguage language) => language switch
    {
        CellLanguage.CSharp => csharp.Variables,
        CellLanguage.FSharp => fsharp.Variables,
        CellLanguage.JavaScript =>
            [.. _scripts.Select(value => new SessionVariable(value.Key, typeof(JsonElement), value.Value))],
        CellLanguage.Value => [.. _texts.Select(
            value => new SessionVariable(value.Key, value.Value?.GetType() ?? typeof(object), value.Value))],
        _ => [],
    };

    /// <summary>Runs <c>#!set</c>, <c>#!share</c> or <c>#!value</c>.</summary>
    /// <returns>False if it is none of them.</returns>
    public async Task<bool> TryRunAsync(CommandPart command, RunningCell cell)
    {
        if (command.Name is not ("set" or "share" or "value"))
            return false;
        try
        {
            var arguments = new CommandArguments(command.Arguments);
            await (command.Name switch
            {
                "set" => SetAsync(arguments, command, cell),
                "share" => ShareAsync(arguments, command, cell),
                _ => KeepAsync(arguments, command, cell),
            });
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or JsonException
            or IOException)
        {
            throw cell.Fail(command.Line, $"#!{command.Name}: {error.Message}");
        }
        return true;
    }

    private Task SetAsync(CommandArguments arguments, CommandPart command, RunningCell cell)
    {
        if (arguments["name"] is not { Length: > 0 } name || arguments["value"] is not { Length: > 0 } value)
            throw new ArgumentException("needs a name and a value: #!set --name x --value 3");
        return BindAsync(command.Language, name, InForm(Evaluate(value, cell), arguments["mime-type"]), cell);
    }

    private Task ShareAsync(CommandArguments arguments, CommandPart command, RunningCell cell)
    {
        if (arguments["from"] is not { Length: > 0 } from || arguments.Words is not [var name])
            throw new ArgumentException("needs a language and a name: #!share --from csharp x");
        var value = InForm(Find(from, name), arguments["mime-type"]);
        return BindAsync(command.Language, arguments["as"] is { Length: > 0 } other ? other : name, value, cell);
    }

    private async Task KeepAsync(CommandArguments arguments, CommandPart command, RunningCell cell)
    {
        if (arguments["name"] is not { Length: > 0 } name)
            throw new ArgumentException("needs a name: #!value --name x");
        var value = arguments["from-file"] is { } file ? await File.ReadAllTextAsync(file, cell.Context.Cancellation)
            : arguments["from-url"] is { } address ? await DownloadAsync(address, cell.Context.Cancellation)
            : arguments["from-value"] is { } source ? Evaluate(source, cell)
            : command.Text.Trim('\n');
        _texts[name] = value;
        if (arguments["mime-type"] is { Length: > 0 } mimeType)
            cell.Context.DisplayText(value as string ?? value.ToDisplayString(mimeType), mimeType);
    }

    private static async Task<string> DownloadAsync(string address, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{address}' is no address of the web: it begins with https://.");
        try
        {
            using var client = new HttpClient();
            return await client.GetStringAsync(url, cancellation);
        }
        catch (HttpRequestException error)
        {
            throw new IOException(
                $"{url} could not be read ({error.Message}). Save it by hand, and use --from-file.", error);
        }
    }

    /// <summary>
    /// A number or truth value is itself, a word that begins with @ stands for another value, all else is text.
    /// </summary>
    private object? Evaluate(string value, RunningCell cell)
    {
        if (!value.StartsWith('@'))
            return Plain(value);
        var source = value[1..].Split(':', 2);
        return source[0] switch
        {
            "input" or "password" => Ask(value, Prompt(source), source[0] == "password", cell),
            _ when source.Length == 1 => Find("csharp", source[0]),
            _ => Find(source[0], source[1]),
        };
    }

    private static string Ask(string value, string prompt, bool isSecret, RunningCell cell)
    {
        try
        {
            return cell.Context.Ask(prompt, isSecret);
        }
        catch (InvalidOperationException error)
        {
            throw new NotSupportedException($"{value} cannot be asked for. {error.Message}", error);
        }
    }

    /// <summary>Behind the colon stands the prompt, alone or in JSON.</summary>
    private static string Prompt(string[] source) =>
        source.Length == 1 ? ""
        : source[1].StartsWith('{') ? JsonDocument.Parse(source[1]).RootElement
            .TryGetProperty("prompt", out var prompt) ? prompt.ToString() : ""
        : source[1];

    private object? Find(string from, string name)
    {
        if (CellLanguages.Find(from) is not { } language)
            throw new ArgumentException($"{from} is no language of this kernel: there are csharp, fsharp and value.");
        if (language is CellLanguage.JavaScript or CellLanguage.Html or CellLanguage.Markdown or CellLanguage.Mermaid)
            throw new NotSupportedException(
                $"{name} is the page's, and nothing comes back from there: compute it in csharp or fsharp, and share "
                + $"it with {from}.");
        var variables = List(language);
        return variables.FirstOrDefault(variable => variable.Name == name) is { } found
            ? found.Value
            : throw new ArgumentException(
                $"{CellLanguages.NameOf(language)} has no variable {name}. "
                + (variables.Count > 0
                    ? $"It has {string.Join(", ", variables.Select(variable => variable.Name))}."
                    : "It has none yet."));
    }

    private async Task BindAsync(CellLanguage language, string name, object? value, RunningCell cell)
    {
        if (!SyntaxFacts.IsValidIdentifier(name))
            throw new ArgumentException($"'{name}' is no name for a variable: letters, digits and _ only.");
        switch (language)
        {
            case CellLanguage.CSharp:
                await csharp.BindAsync(name, value, cell);
                break;
            case CellLanguage.FSharp:
                fsharp.Bind(name, value);
                break;
            case CellLanguage.Value:
                _texts[name] = value;
                break;
            case CellLanguage.JavaScript:
                _scripts[name] = Json(name, value);
                break;
            default:
                throw new NotSupportedException(
                    $"{CellLanguages.NameOf(language)} has no variables: share {name} with csharp, fsharp or "
                    + "javascript.");
        }
    }

    private static string Json(string name, object? value)
    {
        try
        {
            return value is null ? "null" : value.ToDisplayString(JsonFormatter.MimeType);
        }
        catch (Exception error) when (error is NotSupportedException or JsonException or ArgumentException
            or InvalidOperationException)
        {
            throw new NotSupportedException(
                $"{name} ({CSharpNames.Nearest(value!.GetType()).Name}) has no form in JSON: share its numbers as an "
                + $"array. {error.Message}", error);
        }
    }

    private static object? InForm(object? value, string? mimeType) => mimeType switch
    {
        null or "" => value,
        "application/json" when value is not string => JsonDocument.Parse(value.ToDisplayString(mimeType)),
        _ => value as string ?? value.ToDisplayString(mimeType),
    };

    private static object Plain(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var number) ? number
        : value is "true" or "false" ? value == "true"
        : value;
}
