using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel;

/// <summary>What the compiler made of a cell.</summary>
/// <param name="Compilation">The cell with its references and the cells before it.</param>
/// <param name="Diagnostics">Errors and warnings.</param>
/// <param name="Entry">
/// Runs the cell, given the states of the cells before it; null if there are errors, or nothing that runs.
/// </param>
/// <param name="State">The place of the cell's state among those that <paramref name="Entry"/> gets.</param>
/// <param name="HasValue">The cell ends with an expression whose value is its result.</param>
internal sealed record CompiledCell(
    CSharpCompilation Compilation,
    ImmutableArray<Diagnostic> Diagnostics,
    Func<object?[], Task<object?>>? Entry,
    int State,
    bool HasValue)
{
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
