using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel;

/// <summary>
/// Compiles cells one after the other, each with what the ones before it defined. It drives the compiler itself rather
/// than through its Script class, so that cells can be loaded beside the host's assemblies and rewritten before they
/// are compiled.
/// </summary>
internal sealed class ScriptCompiler
{
    private static readonly string[] DefaultUsings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks",
        "System.Linq", typeof(CellFunctions).FullName!,
    ];

    private static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>Assembly versions that the host unified, and <c>string?</c> outside a nullable context.</summary>
    private static readonly ImmutableDictionary<string, ReportDiagnostic> Silenced =
        new[] { "CS1701", "CS1702", "CS8632" }.ToImmutableDictionary(id => id, _ => ReportDiagnostic.Suppress);

    private static readonly EmitOptions Portable = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    /// <summary>
    /// What every cell may use: the runtime, the formatters, and this assembly for <c>display</c>. Read once a process;
    /// the compiler keeps with them what it has learned from them.
    /// </summary>
    private static readonly Lazy<ImmutableArray<MetadataReference>> BaseReferences = new(ReadBaseReferences);

    private readonly CSharpCompilationOptions _options;
    private readonly SourceResolver _instrumentedSources;
    private readonly SessionLoadContext _loader;
    private readonly SubmissionChain _chain;

    /// <summary>Prepares to compile.</summary>
    /// <param name="loader">Loads what is compiled.</param>
    /// <param name="references">Finds what <c>#r</c> names.</param>
    /// <param name="sources">Finds what <c>#load</c> names, as it is written.</param>
    /// <param name="instrumentedSources">Finds the same, with the checks of cell code in it.</param>
    public ScriptCompiler(
        SessionLoadContext loader, ReferenceResolver references, SourceResolver sources,
        SourceResolver instrumentedSources)
    {
        _loader = loader;
        _instrumentedSources = instrumentedSources;
        _options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: DefaultUsings,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            specificDiagnosticOptions: Silenced,
            metadataReferenceResolver: references,
            sourceReferenceResolver: sources,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
        _chain = new SubmissionChain(_options, BaseReferences);
    }

    /// <summary>The number of places for the states of cells, from 1, that hold what later cells see.</summary>
    public int States => _chain.States;

    /// <summary>Reads a cell's syntax.</summary>
    public static SyntaxTree Parse(string code, string name, CancellationToken cancellation = default) =>
        SyntaxFactory.ParseSyntaxTree(SourceText.From(code, Encoding.UTF8), ParseOptions, name, cancellation);

    /// <summary>
    /// Compiles a cell and loads it. What it defines is seen by later cells after <see cref="Accept"/>.
    /// </summary>
    /// <param name="code">C# script.</param>
    /// <param name="name">What messages and stack traces call the cell.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public CompiledCell Compile(string code, string name, CancellationToken cancellation)
    {
        var tree = Parse(code, name, cancellation);
        var (written, state) = _chain.Next(tree);
        if (tree.GetDiagnostics(cancellation).Any(IsError))
            return new CompiledCell(written, written.GetDiagnostics(cancellation), null, state, false);
        var guarded = Instrument(written, tree, cancellation);
        var compiled = Emit(guarded, state, [], cancellation);
        if (compiled is { HasErrors: false }
            && compiled.Diagnostics.All(diagnostic => diagnostic.Severity < DiagnosticSeverity.Warning))
            return compiled;

        // Messages are about the code as it was written. If that has no error, then what was written into it has one.
        var diagnostics = written.GetDiagnostics(cancellation);
        if (diagnostics.Any(IsError))
            return new CompiledCell(written, diagnostics, null, state, false);
        return compiled.HasErrors
            ? Emit(written, state, diagnostics, cancellation)
            : compiled with { Diagnostics = diagnostics };
    }

    /// <summary>Asks what code means where the next cell would stand, without compiling or changing anything.</summary>
    /// <param name="code">C# script, as unfinished as it may be.</param>
    /// <param name="cancellation">Gives up.</param>
    public (SyntaxTree Tree, SemanticModel Model) Analyze(string code, CancellationToken cancellation)
    {
        var tree = Parse(code, "the cell", cancellation);
        return (tree, _chain.Follow(tree).GetSemanticModel(tree));
    }

    /// <summary>
    /// Takes the compiler through a small cell without running it; most of a first compilation's time is the JIT's.
    /// </summary>
    /// <remarks>
    /// It has references of its own: compiled at the same time as the first cell from the same ones, the second cell
    /// can be given this compilation's symbols while the first one has its own, and a list is then no sequence any
    /// more.
    /// </remarks>
    public void WarmUp(CancellationToken cancellation)
    {
        const string cell = "using System.IO; record Point(int X, double Y); var p = new Point(1, 2); "
            + "foreach (var i in Enumerable.Range(0, 3).Select(n => n * 2)) Console.WriteLine($\"{i}\"); display(p); p";
        var compilation = CSharpCompilation.CreateScriptCompilation(
            "WarmUp",
            Parse(cell, "warm-up"),
            ReadBaseReferences(),
            _options.WithMetadataReferenceResolver(null),
            returnType: typeof(object));
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        compilation.Emit(assembly, symbols, options: Portable, cancellationToken: cancellation);
        cancellation.ThrowIfCancellationRequested();
        MimeBundle.Of(new { Value = 1 }, []);
    }

    /// <summary>Makes the definitions of a compiled cell visible to those that follow.</summary>
    public void Accept(CompiledCell cell) => _chain.Add(cell);

    /// <summary>Remembers what is defined; the action that is returned forgets all that was accepted since.</summary>
    public Action Mark() => _chain.Mark();

    private static ImmutableArray<MetadataReference> ReadBaseReferences()
    {
        Assembly[] ours = [typeof(Formatter).Assembly, typeof(IHtmlContent).Assembly, typeof(CellFunctions).Assembly];
        return
        [
            .. new HostAssemblies().RuntimePaths.Select(AssemblyFiles.Map),
            .. ours.Select(assembly => AssemblyFiles.Read(assembly.Location)),
        ];
    }

    private CSharpCompilation Instrument(CSharpCompilation written, SyntaxTree tree, CancellationToken cancellation)
    {
        var root = CellInstrumenter.Instrument(
            tree.GetCompilationUnitRoot(cancellation), written.GetSemanticModel(tree));
        var guarded = tree.WithRootAndOptions(root, tree.Options);
        return written.WithOptions(written.Options.WithSourceReferenceResolver(_instrumentedSources))
            .ReplaceSyntaxTree(tree, guarded);
    }

    /// <summary>Compiles and loads.</summary>
    private CompiledCell Emit(
        CSharpCompilation compilation, int state, ImmutableArray<Diagnostic> known, CancellationToken cancellation)
    {
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(assembly, symbols, options: Portable, cancellationToken: cancellation);
        var diagnostics = known.IsEmpty ? emitted.Diagnostics : known;

        // A cell of nothing but usings or comments gives no assembly, and no errors either.
        return emitted.Success
            ? new CompiledCell(compilation, diagnostics, LoadEntry(compilation, assembly, symbols, cancellation), state,
                HasValue(compilation))
            : new CompiledCell(compilation, diagnostics, null, state, false);
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private Func<object?[], Task<object?>> LoadEntry(
        CSharpCompilation compilation, Stream assembly, Stream symbols, CancellationToken cancellation)
    {
        var entry = compilation.GetEntryPoint(cancellation)
            ?? throw new InvalidOperationException("The compiler gave the cell no entry point.");
        return _loader.LoadCell(assembly, symbols)
            .GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
    }

    /// <summary>
    /// A cell has a value if it ends with an expression that no semicolon follows, and the expression has one.
    /// </summary>
    private static bool HasValue(CSharpCompilation compilation)
    {
        // The files that a cell loads come before it.
        var tree = compilation.SyntaxTrees[^1];
        var last = ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault();
        return last is GlobalStatementSyntax {
            Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement }
            && compilation.GetSemanticModel(tree).GetTypeInfo(statement.Expression).Type
                ?.SpecialType != SpecialType.System_Void;
    }
}
