using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotebookKernel;

/// <summary>
/// Builds the checked forms of code. All that is added stands on lines that are there, so line numbers stay true.
/// </summary>
internal static class GuardSyntax
{
    /// <summary>The check at a loop's turn.</summary>
    public static StatementSyntax Turn { get; } = Check(nameof(CellGuard.Turn));

    /// <summary>The check at a method's entry.</summary>
    public static StatementSyntax Enter { get; } = Check(nameof(CellGuard.Enter));

    /// <summary>A loop's body with a check at its beginning.</summary>
    public static StatementSyntax Body(StatementSyntax body)
    {
        if (body is BlockSyntax block)
            return Block(block, Turn);
        return SyntaxFactory.Block(
                Token(SyntaxKind.OpenBraceToken),
                List([Turn, body.WithoutTrivia()]),
                Token(SyntaxKind.CloseBraceToken))
            .WithTriviaFrom(body);
    }

    /// <summary>A block with a check right behind its brace.</summary>
    public static BlockSyntax Block(BlockSyntax block, StatementSyntax check) => block
        .WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia())
        .WithStatements(block.Statements.Insert(0, check.WithTrailingTrivia(block.OpenBraceToken.TrailingTrivia)));

    /// <summary>The block that does what an expression body does, after a check.</summary>
    /// <param name="expression">The expression behind the arrow.</param>
    /// <param name="arrow">The arrow; what stands around it is kept.</param>
    /// <param name="check">The check.</param>
    /// <param name="isValue">The expression is what the member returns, rather than all it does.</param>
    public static BlockSyntax Block(ExpressionSyntax expression, SyntaxToken arrow, StatementSyntax check, bool isValue)
    {
        var bare = expression.WithoutTrailingTrivia();
        var space = TriviaList(Space);
        StatementSyntax action = bare switch
        {
            ThrowExpressionSyntax thrown => ThrowStatement(
                thrown.ThrowKeyword, thrown.Expression, Token(SyntaxKind.SemicolonToken)),
            _ when isValue => ReturnStatement(
                Token(default, SyntaxKind.ReturnKeyword, space), bare, Token(SyntaxKind.SemicolonToken)),
            _ => ExpressionStatement(bare),
        };
        var open = Token(SyntaxKind.OpenBraceToken).WithLeadingTrivia(arrow.LeadingTrivia);
        return SyntaxFactory.Block(
            open,
            List([check.WithTrailingTrivia(arrow.TrailingTrivia), action]),
            Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(expression.GetTrailingTrivia()));
    }

    private static StatementSyntax Check(string name) => ExpressionStatement(Call(typeof(CellGuard), name));

    /// <summary>
    /// A call that means the same wherever it stands, whatever names the cell has given its own things.
    /// </summary>
    public static InvocationExpressionSyntax Call(Type type, string method, params ExpressionSyntax[] arguments) =>
        InvocationExpression(
            MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression,
                MemberAccessExpression(
                    SyntaxKind.SimpleMemberAccessExpression,
                    AliasQualifiedName(
                        IdentifierName(Token(SyntaxKind.GlobalKeyword)), IdentifierName(type.Namespace!)),
                    IdentifierName(type.Name)),
                IdentifierName(method)),
            ArgumentList(SeparatedList(arguments.Select(Argument))));
}
