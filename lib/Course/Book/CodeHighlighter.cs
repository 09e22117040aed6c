using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Course.Book;

/// <summary>
/// Colours C# in the book: the compiler's own parser says what each word is, so that the pages need no script for it.
/// </summary>
public static class CodeHighlighter
{
    private static readonly CSharpParseOptions Script =
        new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>
    /// Code as HTML with a <c>span</c> around each word that has a colour; the text itself is unchanged.
    /// </summary>
    public static string ToHtml(string code)
    {
        var html = new StringBuilder(code.Length * 2);
        var rest = code.AsSpan();
        // Lines such as #!time speak to the notebook, not to the compiler.
        while (rest.StartsWith("#!", StringComparison.Ordinal))
        {
            var length = rest.IndexOf('\n') is var end and >= 0 ? end + 1 : rest.Length;
            Append(html, "directive", rest[..length].ToString());
            rest = rest[length..];
        }
        var root = CSharpSyntaxTree.ParseText(rest.ToString(), Script).GetRoot();
        foreach (var token in root.DescendantTokens())
        {
            AppendTrivia(html, token.LeadingTrivia);
            Append(html, ClassOf(token), token.Text);
            AppendTrivia(html, token.TrailingTrivia);
        }
        return html.ToString();
    }

    private static void AppendTrivia(StringBuilder html, SyntaxTriviaList list)
    {
        foreach (var trivia in list)
        {
            var kind = trivia.Kind() switch
            {
                SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia => "comment",
                SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia or SyntaxKind.SkippedTokensTrivia => "",
                _ when trivia.IsDirective => "directive",
                _ => "",
            };
            Append(html, kind, trivia.ToFullString());
        }
    }

    private static string ClassOf(SyntaxToken token)
    {
        var kind = token.Kind();
        if (SyntaxFacts.IsReservedKeyword(kind) || SyntaxFacts.IsContextualKeyword(kind)) return "keyword";
        switch (kind)
        {
            case SyntaxKind.NumericLiteralToken:
                return "number";
            case SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8StringLiteralToken
                or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken
                or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.InterpolatedSingleLineRawStringStartToken
                or SyntaxKind.InterpolatedMultiLineRawStringStartToken or SyntaxKind.InterpolatedRawStringEndToken:
                return "string";
            case SyntaxKind.IdentifierToken:
                return ClassOfName(token);
            default:
                return "";
        }
    }

    private static string ClassOfName(SyntaxToken token) => token.Parent switch
    {
        IdentifierNameSyntax { Parent: InvocationExpressionSyntax } => token.Text is "nameof" ? "keyword" : "method",
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access } name
            when access.Name == name => "method",
        GenericNameSyntax { Parent: InvocationExpressionSyntax } => "method",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "method",
        IdentifierNameSyntax { IsVar: true } => "keyword",
        BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or ConstructorDeclarationSyntax or TypeParameterSyntax =>
            "type",
        SimpleNameSyntax name when IsTypePosition(name) => "type",
        _ => "",
    };

    private static bool IsTypePosition(SimpleNameSyntax name) => name.Parent switch
    {
        VariableDeclarationSyntax declaration => declaration.Type == name,
        ParameterSyntax or ObjectCreationExpressionSyntax or TypeArgumentListSyntax or BaseTypeSyntax or ArrayTypeSyntax
            or CastExpressionSyntax or TypeOfExpressionSyntax or NullableTypeSyntax or DeclarationPatternSyntax
            or RecursivePatternSyntax or DeclarationExpressionSyntax or CatchDeclarationSyntax or TupleElementSyntax
            or AttributeSyntax => name.Parent is not ParameterSyntax parameter || parameter.Type == name,
        MethodDeclarationSyntax method => method.ReturnType == name,
        LocalFunctionStatementSyntax function => function.ReturnType == name,
        PropertyDeclarationSyntax property => property.Type == name,
        ForEachStatementSyntax loop => loop.Type == name,
        // Schedule.Linear(...): what stands before the dot and begins with a capital is a type by this course's naming.
        MemberAccessExpressionSyntax access => access.Expression == name && char.IsUpper(name.Identifier.Text[0]),
        _ => false,
    };

    private static void Append(StringBuilder html, string kind, string text)
    {
        if (text.Length == 0) return;
        var encoded = WebUtility.HtmlEncode(text);
        if (kind.Length == 0) html.Append(encoded);
        else html.Append("<span class=\"c-").Append(kind).Append("\">").Append(encoded).Append("</span>");
    }
}
