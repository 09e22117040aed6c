using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Course.Notebooks;

/// <summary>The calls of <c>Claim</c> in the code of cells.</summary>
public static class ClaimCalls
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>The claims of a cell, as they are written.</summary>
    public static IReadOnlyList<string> In(string code) =>
        [.. Read(code).DescendantNodes().OfType<ExpressionStatementSyntax>().Where(IsClaim).Select(call => call.ToString())];

    /// <summary>Whether words stand in a claim's statement.</summary>
    /// <param name="call">A claim as it is written.</param>
    /// <param name="words">A part of its statement.</param>
    public static bool Says(string call, string words) => call.Contains(words, StringComparison.Ordinal);

    /// <summary>The same code without its claims, but for the one that <paramref name="words"/> name.</summary>
    /// <param name="code">A cell.</param>
    /// <param name="words">A part of a claim's statement; null: no claim is left.</param>
    public static string LeaveOnly(string code, string? words)
    {
        var root = Read(code);
        var others = root.DescendantNodes().OfType<ExpressionStatementSyntax>()
            .Where(call => IsClaim(call) && (words is null || !Says(call.ToString(), words)));
        return root.ReplaceNodes(others, (call, _) => SyntaxFactory.EmptyStatement().WithTriviaFrom(call)).ToFullString();
    }

    /// <summary>The syntax of a cell.</summary>
    internal static SyntaxNode Read(string code) => CSharpSyntaxTree.ParseText(code, Script).GetRoot();

    private static bool IsClaim(ExpressionStatementSyntax statement) =>
        statement.Expression is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Claim" } },
        };
}
