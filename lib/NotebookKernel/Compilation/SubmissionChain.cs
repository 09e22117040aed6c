using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKernel;

/// <summary>
/// The cells whose definitions later cells see. To the compiler they are a chain: every name is looked for in one cell
/// after the other, from the last to the first. A cell that defines nothing is left out, and the functions that a cell
/// defines anew are hidden from those that follow, so that a long session's cells take no longer than its first ones.
/// </summary>
/// <param name="options">How cells are compiled.</param>
/// <param name="references">What every cell may use.</param>
internal sealed class SubmissionChain(
    CSharpCompilationOptions options, Lazy<ImmutableArray<MetadataReference>> references)
{
    private FunctionTable _functions = new();
    private int _made;

    /// <summary>The last cell of the chain; null before the first.</summary>
    public CSharpCompilation? Last { get; private set; }

    /// <summary>
    /// The number of places that the chain's cells have for their states; the compiler counts them from 1.
    /// </summary>
    public int States { get; private set; }

    /// <summary>A compilation of what could follow the chain; it changes nothing.</summary>
    public CSharpCompilation Follow(SyntaxTree tree) => Create(tree, Last);

    /// <summary>A compilation of the cell that is to run next, and the place of its state.</summary>
    public (CSharpCompilation Compilation, int State) Next(SyntaxTree tree)
    {
        var compilation = Create(tree, Last);
        var state = States + 1;
        if (_functions.Replaced(compilation.ScriptClass) is { Count: > 0 } replaced)
        {
            // A variable of that name ends the compiler's search for overloads. Its cell never runs, and no code can
            // mean it: the functions that replace the old ones stand before it.
            var hiding = ScriptCompiler.Parse(string.Concat(replaced.Select(name => $"int @{name};")), "");
            compilation = Create(tree, Create(hiding, Last));
            state++;
        }
        return (compilation, state);
    }

    /// <summary>Adds a compiled cell, if later ones could see anything of it.</summary>
    public void Add(CompiledCell cell)
    {
        if (Last is not null && DefinesNothing(cell.Compilation))
            return;
        _functions.Add(cell.Compilation.ScriptClass);
        Last = cell.Compilation;
        States = cell.Entry is null ? cell.State - 1 : cell.State;
    }

    /// <summary>Remembers the chain as it is; the action that is returned makes it so again.</summary>
    public Action Mark()
    {
        var (last, states, functions) = (Last, States, new FunctionTable(_functions));
        return () => (Last, States, _functions) = (last, states, new FunctionTable(functions));
    }

    private static bool DefinesNothing(CSharpCompilation compilation) =>
        compilation.ScriptClass is { } script
        && script.GetMembers().All(member => member.IsImplicitlyDeclared)
        && compilation.SyntaxTrees.All(tree => tree.GetRoot() is CompilationUnitSyntax { Usings: [], Externs: [] } root
            && !root.GetReferenceDirectives().Any()
            && !root.GetLoadDirectives().Any()
            // Two anonymous types that look alike are one type in all the cells of the chain.
            && !root.DescendantNodes().OfType<AnonymousObjectCreationExpressionSyntax>().Any());

    private CSharpCompilation Create(SyntaxTree tree, CSharpCompilation? previous)
    {
        var name = CellError.AssemblyPrefix + Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture);
        return CSharpCompilation.CreateScriptCompilation(
            name,
            tree,
            previous is null ? references.Value : null,
            previous is null ? options.WithScriptClassName(name) : options.WithScriptClassName(name).WithUsings(),
            previous,
            typeof(object));
    }
}
