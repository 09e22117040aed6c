using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKernel;

/// <summary>Finds what the name at a place in code means.</summary>
internal static class SymbolFinder
{
    /// <summary>The symbol and, of a method, its overloads after it; empty where nothing is named.</summary>
    public static IReadOnlyList<ISymbol> Find(SyntaxNode root, SemanticModel model, int position)
    {
        var token = NameAt(root, position);
        if (token.Parent is not { } node)
            return [];
        if (model.GetDeclaredSymbol(node) is { } declared && node is not SimpleNameSyntax)
            return [declared];
        var isCreated = node.Parent is ObjectCreationExpressionSyntax creation && creation.Type == node;
        var subject = isCreated ? node.Parent! : node;
        var info = model.GetSymbolInfo(subject);
        var group = isCreated
            ? (model.GetTypeInfo(subject).Type as INamedTypeSymbol)?.InstanceConstructors.CastArray<ISymbol>() ?? []
            : model.GetMemberGroup(node);
        var first = info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? group.FirstOrDefault()
            ?? Speculate(model, node);
        return first is null ? [] : [first,
            .. group.Where(other => !SymbolEqualityComparer.Default.Equals(other, first))];
    }

    /// <summary>The name that the place touches; in the parentheses of a call, the name of what is called.</summary>
    private static SyntaxToken NameAt(SyntaxNode root, int position)
    {
        foreach (var place in new[] { position, position - 1 })
        {
            if (place < 0 || place >= root.FullSpan.End)
                continue;
            var token = root.FindToken(place);
            if (token.Span.Contains(place)
                && (token.IsKind(SyntaxKind.IdentifierToken) || token.Parent is PredefinedTypeSyntax))
                return token;
        }
        if (position == 0)
            return default;
        var arguments = root.FindToken(position - 1).Parent?.FirstAncestorOrSelf<ArgumentListSyntax>(
            list => list.OpenParenToken.Span.End <= position);
        return arguments?.Parent switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier,
            InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name.Identifier,
            ObjectCreationExpressionSyntax { Type: SimpleNameSyntax type } => type.Identifier,
            ObjectCreationExpressionSyntax { Type: QualifiedNameSyntax type } => type.Right.Identifier,
            _ => default,
        };
    }

    /// <summary>Unfinished code can make a value look like a type's name.</summary>
    private static ISymbol? Speculate(SemanticModel model, SyntaxNode node)
    {
        var whole = node.Parent is QualifiedNameSyntax name && name.Right == node ? node.Parent : node;
        var expression = SyntaxFactory.ParseExpression(whole.ToString());
        var info = model.GetSpeculativeSymbolInfo(
            whole.SpanStart, expression, SpeculativeBindingOption.BindAsExpression);
        return info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
    }
}
