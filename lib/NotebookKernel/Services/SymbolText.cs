using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace NotebookKernel;

/// <summary>A symbol in words: its signature, and its documentation as text.</summary>
internal static class SymbolText
{
    private const int ShownOverloads = 8;

    private static readonly SymbolDisplayFormat Format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeConstantValue
            | SymbolDisplayMemberOptions.IncludeRef,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.InstanceMethod,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        localOptions: SymbolDisplayLocalOptions.IncludeType | SymbolDisplayLocalOptions.IncludeConstantValue,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.ExpandNullable);

    /// <summary>One line for each overload; of many, the first.</summary>
    public static string Signatures(IReadOnlyList<ISymbol> symbols)
    {
        var lines = symbols.Take(ShownOverloads).Select(symbol =>
            symbol.ContainingType is { IsScriptClass: true }
                ? symbol.ToDisplayString(Format.RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType))
                : symbol.ToDisplayString(Format));
        var text = string.Join('\n', lines.Select(line => line.Trim()));
        return symbols.Count > ShownOverloads ? $"{text}\n// and {symbols.Count - ShownOverloads} more" : text;
    }

    /// <summary>A symbol's documentation; empty where there is none.</summary>
    public static string Documentation(ISymbol symbol, Compilation compilation)
    {
        if (DocumentationFinder.Find(symbol.OriginalDefinition, compilation) is not { } member)
            return "";
        var parts = new List<string>();
        Add(parts, "", member.Elements("summary"));
        foreach (var parameter in member.Elements("param"))
            Add(parts, $"{parameter.Attribute("name")?.Value}: ", [parameter]);
        Add(parts, "Returns: ", member.Elements("returns"));
        foreach (var exception in member.Elements("exception"))
            Add(parts, $"{LastName(exception.Attribute("cref")?.Value)}: ", [exception]);
        Add(parts, "", member.Elements("remarks"));
        return string.Join("\n\n", parts);
    }

    private static void Add(List<string> parts, string label, IEnumerable<XElement> elements)
    {
        foreach (var element in elements)
        {
            var text = string.Join(' ', TextOf(element).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (text.Length > 0)
                parts.Add(label + text);
        }
    }

    private static string TextOf(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } link =>
            link.Value.Length > 0 ? link.Value
            : link.Attribute("langword")?.Value ?? link.Attribute("name")?.Value
                ?? LastName(link.Attribute("cref")?.Value),
        XElement other => $" {TextOf(other)} ",
        _ => "",
    }));

    /// <summary>The name in a reference such as <c>M:System.Math.Sqrt(System.Double)</c>.</summary>
    private static string LastName(string? reference)
    {
        if (reference is null)
            return "";
        var bare = reference.Split('(')[0];
        return bare[(bare.LastIndexOfAny(['.', ':']) + 1)..].Split('`')[0];
    }
}
