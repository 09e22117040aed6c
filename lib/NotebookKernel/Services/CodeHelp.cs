using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel;

/// <summary>Helps with a cell by asking the compiler, which knows what the cells before it defined.</summary>
/// <param name="compiler">The session's compiler.</param>
/// <param name="folder">The notebook's folder.</param>
/// <param name="commands">The names of the session's commands, with their <c>#!</c>.</param>
/// <param name="fsharp">What F# offers for the beginning of a name.</param>
internal sealed partial class CodeHelp(
    ScriptCompiler compiler, string folder, IEnumerable<string> commands,
    Func<string, IEnumerable<string>> fsharp) : ICodeHelp
{
    private readonly PackageCompletions _packages = new(folder);

    public CodeCompletions Complete(string code, int position, CancellationToken cancellation = default)
    {
        var line = code[(code.LastIndexOf('\n', Math.Max(0, position - 1), Math.Max(0, position)) + 1)..position];
        if (CommandStart().Match(line) is { Success: true } command)
            return Matching(
                commands.Select(name => new CodeCompletion(name, "keyword")), command.Value.TrimStart(), position);
        if (PackageStart().Match(line) is { Success: true } package)
            return _packages.Find(package.Groups["written"].Value, position, cancellation);
        if (FileStart().Match(line) is { Success: true } file)
            return PathCompletions.Find(file.Groups["path"].Value, position, file.Groups["directive"].Value, folder);
        if (CellText.LanguageAt(code, position) is not CellLanguage.CSharp and var other)
            return other == CellLanguage.FSharp
                ? CompleteFSharp(line, position)
                : new CodeCompletions(position, position, []);

        var start = position;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1]))
            start--;
        var prefix = code[start..position];
        if (prefix.Length > 0 && char.IsAsciiDigit(prefix[0]))
            return new CodeCompletions(position, position, []);
        var (tree, model) = compiler.Analyze(CellText.WithoutCommands(code), cancellation);
        return Matching(
            new CompletionFinder(tree.GetRoot(cancellation), model).Find(start, position), prefix, position);
    }

    public CodeDescription? Inspect(string code, int position, CancellationToken cancellation = default)
    {
        var (tree, model) = compiler.Analyze(CellText.WithoutCommands(code), cancellation);
        var symbols = SymbolFinder.Find(tree.GetRoot(cancellation), model, Math.Min(position, code.Length));
        return symbols.Count == 0
            ? null
            : new CodeDescription(
                SymbolText.Signatures(symbols), SymbolText.Documentation(symbols[0], model.Compilation));
    }

    public CodeCompleteness Check(string code)
    {
        var tree = ScriptCompiler.Parse(CellText.WithoutCommands(code), "");
        if (!SyntaxFactory.IsCompleteSubmission(tree))
            return new CodeCompleteness(CodeState.Incomplete, new string(' ', 4 * OpenBraces(tree)));
        var isWrong = tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new CodeCompleteness(isWrong ? CodeState.Invalid : CodeState.Complete, "");
    }

    /// <summary>
    /// What cells of F# have defined, and what follows a dot; of this cell's own names F# knows none yet.
    /// </summary>
    private CodeCompletions CompleteFSharp(string line, int position)
    {
        var written = FSharpName().Match(line).Value;
        var names = line.Contains("//", StringComparison.Ordinal) || written.StartsWith('.') ? [] : fsharp(written);
        return Matching(names.Select(name => new CodeCompletion(name, "text")),
            written[(written.LastIndexOf('.') + 1)..], position);
    }

    /// <summary>The items that begin with what was typed; those in the same case first.</summary>
    private static CodeCompletions Matching(IEnumerable<CodeCompletion> items, string prefix, int position)
    {
        var matching = items
            .Where(item => item.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(item => item.Text)
            .OrderByDescending(item => item.Text.StartsWith(prefix, StringComparison.Ordinal))
            .ToList();
        return new CodeCompletions(position - prefix.Length, position, matching);
    }

    private static int OpenBraces(SyntaxTree tree)
    {
        var tokens = tree.GetRoot().DescendantTokens().Where(token => !token.IsMissing).ToList();
        var depth = tokens.Count(token => token.IsKind(SyntaxKind.OpenBraceToken))
            - tokens.Count(token => token.IsKind(SyntaxKind.CloseBraceToken));
        return Math.Max(0, depth);
    }

    [GeneratedRegex(@"^\s*#![\w#+-]*$")]
    private static partial Regex CommandStart();

    [GeneratedRegex(@"(?<!\d)[\w.']*$")]
    private static partial Regex FSharpName();

    [GeneratedRegex(@"^\s*#r\s+""nuget:(?<written>[^""]*)$", RegexOptions.IgnoreCase)]
    private static partial Regex PackageStart();

    [GeneratedRegex(@"^\s*#(?<directive>r|load)\s+""(?<path>[^""]*)$")]
    private static partial Regex FileStart();
}
