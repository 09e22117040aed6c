using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKernel;

/// <summary>
/// Finds XML documentation: beside a library's file, in the SDK's reference pack for .NET itself, above a declaration
/// for what cells define.
/// </summary>
internal static class DocumentationFinder
{
    /// <summary>The <c>member</c> element of a symbol; null where it has no documentation.</summary>
    public static XElement? Find(ISymbol symbol, Compilation compilation)
    {
        if (symbol is ILocalSymbol or IParameterSymbol)
            return null;
        if (symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax()
            .FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member)
            return Parse("<member>" + CommentAbove(member) + "</member>");
        if (symbol.GetDocumentationCommentId() is not { } id || symbol.ContainingAssembly is not { } assembly)
            return null;
        var file = (compilation.GetMetadataReference(assembly) as PortableExecutableReference)?.FilePath;
        if (file is null)
            return null;
        var beside = Path.ChangeExtension(file, ".xml");
        var isRuntime = Path.GetDirectoryName(file) == Path.GetDirectoryName(typeof(object).Assembly.Location);
        IEnumerable<string> candidates = isRuntime ? ReferencePack(symbol) : File.Exists(beside) ? [beside] : [];
        return candidates.Select(candidate => FindIn(candidate, id)).FirstOrDefault(found => found is not null);
    }

    /// <summary>The reference pack's files, those that by their name could speak of the symbol first.</summary>
    private static IEnumerable<string> ReferencePack(ISymbol symbol)
    {
        var packs = Path.GetFullPath(Path.Combine(
            RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs))
            return [];
        var newest = Directory.GetDirectories(packs)
            .MaxBy(folder =>
                Version.TryParse(Path.GetFileName(folder).Split('-')[0], out var version) ? version : new Version());
        if (newest is null)
            return [];
        var name = symbol.ContainingType?.ToDisplayString() ?? symbol.ToDisplayString();
        return Directory.EnumerateFiles(newest, "*.xml", SearchOption.AllDirectories)
            .OrderByDescending(
                file => name.StartsWith(Path.GetFileNameWithoutExtension(file), StringComparison.Ordinal))
            .ThenByDescending(file => Path.GetFileName(file) == "System.Runtime.xml");
    }

    /// <summary>These files are large and asked seldom: searched as bytes, not kept.</summary>
    private static XElement? FindIn(string file, string id)
    {
        var bytes = File.ReadAllBytes(file).AsSpan();
        var start = bytes.IndexOf(Encoding.UTF8.GetBytes($"<member name=\"{id}\">"));
        if (start < 0)
            return null;
        var end = bytes[start..].IndexOf("</member>"u8);
        return end < 0 ? null : Parse(Encoding.UTF8.GetString(bytes.Slice(start, end)) + "</member>");
    }

    /// <summary>The lines that start with three slashes, above a declaration in a cell.</summary>
    private static string CommentAbove(MemberDeclarationSyntax member)
    {
        var lines = member.GetLeadingTrivia().ToFullString().Split('\n').Select(line => line.Trim());
        return string.Join(
            '\n', lines.Where(line => line.StartsWith("///", StringComparison.Ordinal)).Select(line => line[3..]));
    }

    private static XElement? Parse(string xml)
    {
        try
        {
            return XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            // Broken documentation is shown as none, as compilers do.
            return null;
        }
    }
}
