using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKernel;

/// <summary>
/// Tells code that may call other code from plain arithmetic, which needs no check: it cannot recurse, and a check
/// would cost much in a method of two instructions. Properties and operators look like arithmetic but always get their
/// own.
/// </summary>
internal static class CallFinder
{
    public static bool MayCall(SyntaxNode body) => body.DescendantNodesAndSelf().Any(node => node
        is InvocationExpressionSyntax
        or BaseObjectCreationExpressionSyntax
        or InterpolatedStringExpressionSyntax
        or CommonForEachStatementSyntax
        or UsingStatementSyntax
        or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }
        or QueryExpressionSyntax
        or AwaitExpressionSyntax
        or YieldStatementSyntax
        or WithExpressionSyntax
        or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression });
}
