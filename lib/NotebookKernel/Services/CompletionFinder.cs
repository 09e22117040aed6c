using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKernel;

/// <summary>Finds what could stand at a place in code, whatever its first letters.</summary>
internal sealed class CompletionFinder(SyntaxNode root, SemanticModel model)
{
    private static readonly string[] Keywords =
    [
        .. SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText),
        "async", "await", "dynamic", "nameof", "record", "required", "var", "when", "where", "with", "yield",
    ];

    /// <summary>What fits, the nearest first.</summary>
    /// <param name="start">Where the word begins that is being written.</param>
    /// <param name="position">Where it has come to.</param>
    public IEnumerable<CodeCompletion> Find(int start, int position)
    {
        if (IsInText(position))
            return [];
        var left = TokenBefore(start);
        if (left.Parent is { } parent && left.Kind() is SyntaxKind.DotToken or SyntaxKind.MinusGreaterThanToken)
            return Sorted(MembersOf(ReceiverOf(parent), start));
        return NamedArguments(left, start)
            .Concat(InitializedMembers(left, start))
            .Concat(Sorted(model.LookupSymbols(start)))
            .Concat(Keywords.Select(keyword => new CodeCompletion(keyword, "keyword")));
    }

    /// <summary>What stands left of a dot.</summary>
    private static SyntaxNode? ReceiverOf(SyntaxNode dotted) => dotted switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        QualifiedNameSyntax name => name.Left,
        MemberBindingExpressionSyntax => dotted.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
        _ => null,
    };

    private SyntaxToken TokenBefore(int place)
    {
        if (place == 0)
            return default;
        var token = root.FindToken(place - 1);
        return token.SpanStart >= place ? token.GetPreviousToken() : token;
    }

    /// <summary>Inside a text or a comment nothing is code.</summary>
    private bool IsInText(int position)
    {
        if (position == 0)
            return false;
        if (root.FindTrivia(position - 1) is var trivia
            && trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia)
            return true;
        var token = root.FindToken(position - 1);
        var isText = token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken
            or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.NumericLiteralToken;
        return isText && token.SpanStart < position
            && (position < token.Span.End || token.ContainsDiagnostics
                || token.Kind() is SyntaxKind.InterpolatedStringTextToken or SyntaxKind.NumericLiteralToken);
    }

    private IEnumerable<ISymbol> MembersOf(SyntaxNode? receiver, int place)
    {
        if (receiver is null)
            return [];
        var (symbol, type) = Bind(receiver);
        if (symbol is INamespaceSymbol space)
            return model.LookupNamespacesAndTypes(place, space);
        if (symbol is INamedTypeSymbol named)
            return model.LookupSymbols(place, named).Where(member => member.IsStatic || member is ITypeSymbol);
        if (type is null)
            return [];
        var isNullable = type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
            && receiver.Parent is ConditionalAccessExpressionSyntax;
        return model
            .LookupSymbols(place, isNullable ? ((INamedTypeSymbol)type).TypeArguments[0] : type,
                includeReducedExtensionMethods: true)
            .Where(member => !member.IsStatic && member is not ITypeSymbol);
    }

    /// <summary>
    /// What a receiver means; unfinished code can make a value look like the first half of a type's name.
    /// </summary>
    private (ISymbol? Symbol, ITypeSymbol? Type) Bind(SyntaxNode receiver)
    {
        var symbol = model.GetSymbolInfo(receiver).Symbol;
        var type = model.GetTypeInfo(receiver).Type;
        if (symbol is INamespaceSymbol or INamedTypeSymbol { TypeKind: not TypeKind.Error }
            || type is { TypeKind: not TypeKind.Error })
            return (symbol is IAliasSymbol alias ? alias.Target : symbol, type);
        var expression = SyntaxFactory.ParseExpression(receiver.ToString());
        type = model.GetSpeculativeTypeInfo(
            receiver.SpanStart, expression, SpeculativeBindingOption.BindAsExpression).Type;
        symbol = model.GetSpeculativeSymbolInfo(
            receiver.SpanStart, expression, SpeculativeBindingOption.BindAsExpression).Symbol;
        return (symbol, type is { TypeKind: not TypeKind.Error } ? type : null);
    }

    /// <summary>In the parentheses of a call: its parameters by name.</summary>
    private IEnumerable<CodeCompletion> NamedArguments(SyntaxToken left, int place)
    {
        if (left.Kind() is not (SyntaxKind.OpenParenToken or SyntaxKind.CommaToken)
            || left.Parent is not ArgumentListSyntax { Parent: { } call })
            return [];
        var info = model.GetSymbolInfo(call);
        var candidates = info.Symbol is null ? info.CandidateSymbols : [info.Symbol];
        if (candidates.IsEmpty && call is InvocationExpressionSyntax invocation)
            candidates = model.GetMemberGroup(invocation.Expression);
        return candidates.OfType<IMethodSymbol>()
            .SelectMany(method => method.Parameters)
            .Select(parameter => new CodeCompletion(parameter.Name + ":", "parameter"));
    }

    /// <summary>In the braces behind a <c>new</c>: what can be set there.</summary>
    private IEnumerable<CodeCompletion> InitializedMembers(SyntaxToken left, int place)
    {
        if (left.Kind() is not (SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken)
            || left.Parent is not InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation }
            || model.GetTypeInfo(creation).Type is not { TypeKind: not TypeKind.Error } type)
            return [];
        return Sorted(model.LookupSymbols(place, type)
            .Where(member => !member.IsStatic
                && member is IPropertySymbol { SetMethod: not null } or IFieldSymbol { IsReadOnly: false }));
    }

    private static IEnumerable<CodeCompletion> Sorted(IEnumerable<ISymbol> symbols) => symbols
        .Where(symbol => symbol.CanBeReferencedByName && symbol.Name.Length > 0 && !IsHidden(symbol))
        .OrderBy(Distance)
        .ThenBy(symbol => symbol.Name, StringComparer.OrdinalIgnoreCase)
        .Select(symbol => new CodeCompletion(symbol.Name, KindOf(symbol)));

    private static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == "EditorBrowsableAttribute"
        && attribute.ConstructorArguments is [{ Value: (int)System.ComponentModel.EditorBrowsableState.Never }]);

    /// <summary>What the notebook itself defined comes before what the libraries have.</summary>
    private static int Distance(ISymbol symbol) => symbol switch
    {
        ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => 0,
        _ when symbol.Locations.Any(location => location.IsInSource) => 1,
        INamespaceSymbol => 3,
        _ => 2,
    };

    private static string KindOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol or IRangeVariableSymbol or IFieldSymbol { ContainingType.IsScriptClass: true } => "variable",
        IParameterSymbol => "parameter",
        IMethodSymbol { ContainingType.IsScriptClass: true }
            or IMethodSymbol { MethodKind: MethodKind.LocalFunction } => "function",
        IMethodSymbol => "method",
        IPropertySymbol => "property",
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "enum-member",
        IFieldSymbol => "field",
        IEventSymbol => "event",
        INamespaceSymbol => "module",
        ITypeSymbol type => type.TypeKind switch
        {
            TypeKind.Struct => "struct",
            TypeKind.Enum => "enum",
            TypeKind.Interface => "interface",
            _ => "class",
        },
        _ => "text",
    };
}
