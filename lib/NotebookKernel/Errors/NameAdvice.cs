using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKernel;

/// <summary>
/// Help with <c>using</c>: which one makes an unknown name known, of all that the cell references; and what is not one.
/// </summary>
internal static class NameAdvice
{
    private const int MostSuggestions = 2;

    /// <summary>What to do about a compiler's error, if that is known.</summary>
    public static string? For(Diagnostic error, CSharpCompilation compilation)
    {
        if (error.Id is not ("CS0103" or "CS0234" or "CS0246" or "CS1061" or "CS1002")
            || error.Location.SourceTree is not { } tree)
            return null;
        if (HasUsingOfVariable(tree))
            return error.Id == "CS1002"
                ? "A cell has no end at which `using var` could dispose: write `using (var x = …) { … }`."
                : null;
        if (error.Id == "CS1002")
            return null;
        var token = tree.GetRoot().FindToken(error.Location.SourceSpan.Start);
        if (!token.IsKind(SyntaxKind.IdentifierToken))
            return null;
        var name = token.ValueText;
        if (name == "Kernel" || (error.Id == "CS0234" && token.Parent?.Parent?.ToString()
            .StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal) == true))
            return "This is .NET Interactive's own interface, which only .NET Interactive has; `display`, `HTML` and "
                + "the lines of #!lsmagic work in both.";
        if (error.Id == "CS0234")
            return null;
        var usings = (error.Id == "CS1061" ? OfExtensions(token, name, compilation) : OfNames(name, compilation))
            .Distinct()
            .OrderBy(line => line.Length)
            .Take(MostSuggestions)
            .ToList();
        if (usings.Count > 0)
            return $"Add `{string.Join("` or `", usings)}` at the top of the cell.";
        if (error.Id == "CS1061")
            return null;
        return token.Parent?.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null
            ? $"The cell that references {name}, with #r or #load, has to run first; it mostly is the notebook's first."
            : $"If another cell defines {name}, run that one first.";
    }

    /// <summary>
    /// Outside of methods, scripts read <c>using var x = …</c> as the import of a namespace "var", ended before x.
    /// </summary>
    private static bool HasUsingOfVariable(SyntaxTree tree) =>
        tree.GetRoot().ChildNodes().OfType<UsingDirectiveSyntax>().Any(import => import.SemicolonToken.IsMissing
            && import.GetLastToken().GetNextToken() is { RawKind: (int)SyntaxKind.IdentifierToken } name
            && name.GetNextToken().IsKind(SyntaxKind.EqualsToken));

    private static IEnumerable<string> OfNames(string name, CSharpCompilation compilation)
    {
        foreach (var space in Namespaces(compilation.GlobalNamespace))
        {
            if (space.GetTypeMembers(name).Any(type => type.DeclaredAccessibility == Accessibility.Public))
                yield return $"using {space.ToDisplayString()};";
            foreach (var type in space.GetTypeMembers().Where(IsLibrary))
            {
                if (type.GetMembers(name).Any(member => member.DeclaredAccessibility == Accessibility.Public
                    && (member.IsStatic || member is INamedTypeSymbol)))
                    yield return $"using static {type.ToDisplayString()};";
            }
        }
    }

    /// <summary>A class whose members are made to be used bare. The runtime's own would suggest too much.</summary>
    private static bool IsLibrary(INamedTypeSymbol type) =>
        type is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, IsGenericType: false }
        && (type.ContainingNamespace.ToDisplayString().Split('.')[0] is not ("System" or "Microsoft" or "Internal")
            || type is { Name: "Math", ContainingNamespace.Name: "System" });

    private static IEnumerable<string> OfExtensions(SyntaxToken token, string name, CSharpCompilation compilation)
    {
        if (token.Parent?.Parent is not MemberAccessExpressionSyntax access
            || compilation.GetSemanticModel(token.SyntaxTree!).GetTypeInfo(access.Expression).Type is not { } receiver)
            yield break;
        foreach (var space in Namespaces(compilation.GlobalNamespace))
        {
            var extensions = space.GetTypeMembers()
                .Where(
                    type => type is { MightContainExtensionMethods: true, DeclaredAccessibility: Accessibility.Public })
                .SelectMany(type => type.GetMembers(name))
                .OfType<IMethodSymbol>();
            if (extensions.Any(
                method => method.IsExtensionMethod && method.ReduceExtensionMethod(receiver) is not null))
                yield return $"using {space.ToDisplayString()};";
        }
    }

    private static IEnumerable<INamespaceSymbol> Namespaces(INamespaceSymbol space) =>
        space.GetNamespaceMembers().SelectMany(inner => Namespaces(inner).Prepend(inner));
}
