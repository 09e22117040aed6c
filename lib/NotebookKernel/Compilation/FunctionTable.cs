using Microsoft.CodeAnalysis;

namespace NotebookKernel;

/// <summary>
/// The functions that cells defined. One that is defined anew does not go away by itself: to the compiler it is one
/// more overload, to be weighed at each call, and the time for that grows with their number squared.
/// </summary>
internal sealed class FunctionTable
{
    /// <summary>So many definitions of a name are left to the compiler before the old ones are hidden.</summary>
    private const int MostDefinitions = 8;

    private readonly Dictionary<string, List<string>> _signatures = new(StringComparer.Ordinal);
    private int _unlike;

    /// <summary>No functions.</summary>
    public FunctionTable()
    {
    }

    /// <summary>The functions of another table; what is added to one is not in the other.</summary>
    public FunctionTable(FunctionTable other)
    {
        foreach (var (name, signatures) in other._signatures)
            _signatures[name] = [.. signatures];
        _unlike = other._unlike;
    }

    /// <summary>The names that have many definitions, all of which a cell's own functions replace.</summary>
    public IReadOnlyList<string> Replaced(INamedTypeSymbol? script) =>
        [.. FunctionsOf(script)
            .Where(functions => _signatures.TryGetValue(functions.Key, out var old)
                && old.Count >= MostDefinitions
                && old.ToHashSet().IsSubsetOf(functions.Select(SignatureOf)))
            .Select(functions => functions.Key)];

    /// <summary>Adds what a cell defines.</summary>
    public void Add(INamedTypeSymbol? script)
    {
        var replaced = Replaced(script);
        foreach (var member in script?.GetMembers().Where(member => member is not IMethodSymbol) ?? [])
            _signatures.Remove(member.Name);
        foreach (var functions in FunctionsOf(script))
        {
            if (replaced.Contains(functions.Key) || !_signatures.TryGetValue(functions.Key, out var known))
                _signatures[functions.Key] = known = [];
            known.AddRange(functions.Select(SignatureOf));
        }
    }

    private static IEnumerable<IGrouping<string, IMethodSymbol>> FunctionsOf(INamedTypeSymbol? script) =>
        script?.GetMembers().OfType<IMethodSymbol>()
            .Where(method => method is { MethodKind: MethodKind.Ordinary, IsImplicitlyDeclared: false })
            .GroupBy(method => method.Name, StringComparer.Ordinal)
        ?? [];

    /// <summary>What must be the same for one function to take every call of the other.</summary>
    private string SignatureOf(IMethodSymbol method)
    {
        // Extension methods are found in another way. Types of cells, and type parameters, can have the same name and
        // be others.
        if (method.IsExtensionMethod || method.IsGenericMethod
            || !method.Parameters.All(parameter => IsOfLibrary(parameter.Type)))
            return $"#{++_unlike}";
        return $"{method.IsStatic} {string.Join(',', method.Parameters.Select(Describe))}";
    }

    /// <summary>
    /// All of a parameter that a call can tell: how it is passed, its type, its name, and what it is if left out.
    /// </summary>
    private static string Describe(IParameterSymbol parameter) =>
        $"{parameter.RefKind} {parameter.IsParams} {parameter.IsOptional} "
        + $"{parameter.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)} "
        + $"{parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)} {parameter.Name}";

    private static bool IsOfLibrary(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsOfLibrary(array.ElementType),
        INamedTypeSymbol named => named is { TypeKind: not TypeKind.Error, IsAnonymousType: false }
            && (named.IsTupleType || !named.Locations.Any(location => location.IsInSource))
            && (named.ContainingType is null || IsOfLibrary(named.ContainingType))
            && named.TypeArguments.All(IsOfLibrary),
        _ => type.TypeKind == TypeKind.Dynamic,
    };
}
