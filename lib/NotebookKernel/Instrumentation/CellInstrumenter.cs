using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotebookKernel;

/// <summary>
/// Writes the checks of <see cref="CellGuard"/> into code: at each turn of a loop and at the entry of what can recurse.
/// Destructors and static constructors keep their own code as it is: what they throw cannot be made good.
/// </summary>
/// <param name="model">
/// What the code means; null if nobody knows, and then lambdas that are one expression are left alone, because their
/// syntax does not say whether they return a value or are a tree to be read.
/// </param>
internal sealed class CellInstrumenter(SemanticModel? model) : CSharpSyntaxRewriter
{
    /// <summary>Writes checks into a file or a cell.</summary>
    public static CompilationUnitSyntax Instrument(CompilationUnitSyntax root, SemanticModel? model) =>
        (CompilationUnitSyntax)new CellInstrumenter(model).Visit(root);

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        base.VisitWhileStatement(node) is WhileStatementSyntax loop ? loop.WithStatement(
            GuardSyntax.Body(loop.Statement)) : null;

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) =>
        base.VisitDoStatement(node) is DoStatementSyntax loop ? loop.WithStatement(
            GuardSyntax.Body(loop.Statement)) : null;

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) =>
        base.VisitForStatement(node) is ForStatementSyntax loop ? loop.WithStatement(
            GuardSyntax.Body(loop.Statement)) : null;

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) =>
        base.VisitForEachStatement(node) is ForEachStatementSyntax loop ? loop.WithStatement(
            GuardSyntax.Body(loop.Statement)) : null;

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        base.VisitForEachVariableStatement(node) is ForEachVariableStatementSyntax loop
            ? loop.WithStatement(GuardSyntax.Body(loop.Statement))
            : null;

    public override SyntaxNode VisitGotoStatement(GotoStatementSyntax node) => GuardSyntax.Body(node);

    public override SyntaxNode VisitDestructorDeclaration(DestructorDeclarationSyntax node) => node;

    public override SyntaxNode? VisitConstructorDeclaration(ConstructorDeclarationSyntax node) =>
        node.Modifiers.Any(SyntaxKind.StaticKeyword) ? node : Guard(
            node, base.VisitConstructorDeclaration(node), isValue: false);

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node) =>
        CallFinder.MayCall(node)
            ? Guard(node, base.VisitMethodDeclaration(node), ReturnsValue(node.ReturnType, node.Modifiers))
            : base.VisitMethodDeclaration(node);

    public override SyntaxNode? VisitOperatorDeclaration(OperatorDeclarationSyntax node) =>
        Guard(node, base.VisitOperatorDeclaration(node), ReturnsValue(node.ReturnType, node.Modifiers));

    public override SyntaxNode? VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node) =>
        Guard(node, base.VisitConversionOperatorDeclaration(node), isValue: true);

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        if (base.VisitLocalFunctionStatement(node) is not LocalFunctionStatementSyntax function)
            return null;
        if (!CallFinder.MayCall(node))
            return function;
        if (function.Body is { } body)
            return function.WithBody(GuardSyntax.Block(body, GuardSyntax.Enter));
        return function.ExpressionBody is { } arrow
            ? function.WithExpressionBody(null)
                .WithSemicolonToken(default)
                .WithBody(Block(arrow, function.SemicolonToken, ReturnsValue(node.ReturnType, node.Modifiers)))
            : function;
    }

    public override SyntaxNode? VisitAccessorDeclaration(AccessorDeclarationSyntax node)
    {
        if (base.VisitAccessorDeclaration(node) is not AccessorDeclarationSyntax accessor)
            return null;
        if (accessor.Body is { } body)
            return accessor.WithBody(GuardSyntax.Block(body, GuardSyntax.Enter));
        return accessor.ExpressionBody is { } arrow
            ? accessor.WithExpressionBody(null)
                .WithSemicolonToken(default)
                .WithBody(Block(arrow, accessor.SemicolonToken, node.IsKind(SyntaxKind.GetAccessorDeclaration)))
            : accessor;
    }

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node) =>
        base.VisitPropertyDeclaration(node) switch
        {
            PropertyDeclarationSyntax { ExpressionBody: { } arrow } property => property
                .WithExpressionBody(null).WithSemicolonToken(default)
                .WithAccessorList(Getter(arrow, property.SemicolonToken)),
            var other => other,
        };

    public override SyntaxNode? VisitIndexerDeclaration(IndexerDeclarationSyntax node) =>
        base.VisitIndexerDeclaration(node) switch
        {
            IndexerDeclarationSyntax { ExpressionBody: { } arrow } indexer => indexer
                .WithExpressionBody(null).WithSemicolonToken(default)
                .WithAccessorList(Getter(arrow, indexer.SemicolonToken)),
            var other => other,
        };

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        base.VisitAnonymousMethodExpression(node) is AnonymousMethodExpressionSyntax method
            ? method.WithBlock(GuardSyntax.Block(method.Block, EntryOf(node)))
            : null;

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        Guard(node, base.VisitSimpleLambdaExpression(node));

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        Guard(node, base.VisitParenthesizedLambdaExpression(node));

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = base.VisitInvocationExpression(node);
        return visited is InvocationExpressionSyntax call && model is not null
            && MatrixProductSyntax.IsTensorProduct(node, model)
            ? MatrixProductSyntax.Check(call)
            : visited;
    }

    private SyntaxNode? Guard(LambdaExpressionSyntax written, SyntaxNode? visited)
    {
        if (visited is not LambdaExpressionSyntax lambda)
            return visited;
        if (lambda.Block is { } block)
            return lambda.WithBlock(GuardSyntax.Block(block, EntryOf(written)));
        if (lambda.ExpressionBody is not { } expression || ReturnsValue(written) is not { } isValue)
            return lambda;
        return lambda
            .WithArrowToken(lambda.ArrowToken.WithTrailingTrivia(Space))
            .WithExpressionBody(null)
            .WithBlock(GuardSyntax.Block(
                expression, Token(SyntaxKind.EqualsGreaterThanToken)
                    .WithTrailingTrivia(lambda.ArrowToken.TrailingTrivia), EntryOf(written), isValue));
    }

    /// <summary>
    /// Whether a lambda's expression is its value; null where it must stay an expression, or nobody knows.
    /// </summary>
    private bool? ReturnsValue(LambdaExpressionSyntax lambda)
    {
        if (model?.GetSymbolInfo(lambda).Symbol is not IMethodSymbol method || IsInTree(lambda, model))
            return null;
        if (method.ReturnsVoid)
            return false;
        return !method.IsAsync || method.ReturnType is INamedTypeSymbol { IsGenericType: true };
    }

    /// <summary>An expression tree is data: whoever gets it reads it, and knows nothing of checks.</summary>
    private static bool IsInTree(SyntaxNode lambda, SemanticModel model) => lambda.AncestorsAndSelf()
        .OfType<LambdaExpressionSyntax>()
        .Any(outer => outer.ExpressionBody is not null
            && model.GetTypeInfo(outer).ConvertedType is INamedTypeSymbol { Name: "Expression" or "LambdaExpression" });

    private static SyntaxNode? Guard(BaseMethodDeclarationSyntax written, SyntaxNode? visited, bool isValue)
    {
        if (visited is not BaseMethodDeclarationSyntax method)
            return visited;
        if (method.Body is { } body)
            return method.WithBody(GuardSyntax.Block(body, GuardSyntax.Enter));
        return method.ExpressionBody is { } arrow
            ? method.WithExpressionBody(null).WithSemicolonToken(default)
                .WithBody(Block(arrow, method.SemicolonToken, isValue))
            : method;
    }

    private static AccessorListSyntax Getter(ArrowExpressionClauseSyntax arrow, SyntaxToken semicolon) => AccessorList(
        Token(SyntaxKind.OpenBraceToken),
        SingletonList(AccessorDeclaration(
            SyntaxKind.GetAccessorDeclaration, Block(arrow, semicolon.WithTrailingTrivia(), isValue: true))),
        Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(semicolon.TrailingTrivia));

    private static BlockSyntax Block(ArrowExpressionClauseSyntax arrow, SyntaxToken semicolon, bool isValue)
    {
        var block = GuardSyntax.Block(arrow.Expression, arrow.ArrowToken, GuardSyntax.Enter, isValue);
        return block.WithCloseBraceToken(block.CloseBraceToken.WithTrailingTrivia(
            block.CloseBraceToken.TrailingTrivia.AddRange(semicolon.LeadingTrivia).AddRange(semicolon.TrailingTrivia)));
    }

    private static StatementSyntax EntryOf(AnonymousFunctionExpressionSyntax function) =>
        CallFinder.MayCall(function.Body) ? GuardSyntax.Enter : GuardSyntax.Turn;

    /// <summary>An async method whose type is a bare Task returns nothing itself.</summary>
    private static bool ReturnsValue(TypeSyntax type, SyntaxTokenList modifiers)
    {
        if (type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
            return false;
        var name = type is QualifiedNameSyntax qualified ? qualified.Right : type;
        return !modifiers.Any(SyntaxKind.AsyncKeyword) || name is not IdentifierNameSyntax;
    }
}
