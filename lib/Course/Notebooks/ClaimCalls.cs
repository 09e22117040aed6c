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
        [.. Read(code).DescendantNodes().OfType<ExpressionStatementSyntax>().Where(IsClaim)
            .Select(call => call.ToString())];

    /// <summary>Whether words stand in a claim's statement.</summary>
    /// <param name="call">A claim as it is written.</param>
    /// <param name="words">A part of its statement.</param>
    public static bool Says(string call, string words) => call.Contains(words, StringComparison.Ordinal);

    /// <summary>A claim in words, and the limit that it sets.</summary>
    /// <param name="call">A claim as it is written.</param>
    /// <returns>
    /// Its statement, in which a computed part stands in braces; then the limit as code, which may be empty.
    /// </returns>
    public static (string Statement, string Limit) Parts(string call)
    {
        var claim = (InvocationExpressionSyntax)Read(call).DescendantNodes().OfType<ExpressionStatementSyntax>()
            .First(IsClaim).Expression;
        var arguments = claim.ArgumentList.Arguments.Select(argument => argument.Expression).ToList();
        var limit = (((MemberAccessExpressionSyntax)claim.Expression).Name.Identifier.Text, arguments.Count) switch
        {
            ("Below", 3) => $"< {arguments[1]}",
            ("Above", 3) => $"> {arguments[1]}",
            ("Near", 4) => $"= {arguments[1]} ± {arguments[2]}",
            _ => "",
        };
        return (Words(arguments[^1]), limit);
    }

    /// <summary>The same code without its claims, but for the one that <paramref name="words"/> name.</summary>
    /// <param name="code">A cell.</param>
    /// <param name="words">A part of a claim's statement; null: no claim is left.</param>
    public static string LeaveOnly(string code, string? words)
    {
        var root = Read(code);
        var others = root.DescendantNodes().OfType<ExpressionStatementSyntax>()
            .Where(call => IsClaim(call) && (words is null || !Says(call.ToString(), words)));
        return root.ReplaceNodes(others, (call, _) => SyntaxFactory.EmptyStatement().WithTriviaFrom(call))
            .ToFullString();
    }

    /// <summary>The syntax of a cell.</summary>
    internal static SyntaxNode Read(string code) => CSharpSyntaxTree.ParseText(code, Script).GetRoot();

    private static string Words(ExpressionSyntax statement) => statement switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        InterpolatedStringExpressionSyntax text => string.Concat(text.Contents.Select(part =>
            part is InterpolatedStringTextSyntax words ? words.TextToken.ValueText : part.ToString())),
        BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) => Words(sum.Left) + Words(sum.Right),
        _ => $"{{{statement}}}",
    };

    private static bool IsClaim(ExpressionStatementSyntax statement) =>
        statement.Expression is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Claim" } },
        };
}
