using System.Collections.Concurrent;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel;

/// <summary>Finds what <c>#load</c> names, and remembers why it did not find the rest.</summary>
/// <param name="workingDirectory">The notebook's folder.</param>
/// <param name="instruments">Write the checks of cell code into what is loaded.</param>
internal sealed class SourceResolver(string workingDirectory, bool instruments) : SourceReferenceResolver
{
    private readonly ConcurrentDictionary<string, string> _problems = [];

    /// <summary>Why a file was not found, in words for the reader of the notebook; null if nothing is known.</summary>
    public string? FindProblem(string path) => _problems.GetValueOrDefault(path);

    /// <summary>A cell's path is its name, which is what stack traces and messages should say.</summary>
    public override string? NormalizePath(string path, string? baseFilePath) => path;

    public override string? ResolveReference(string path, string? baseFilePath)
    {
        var found = ScriptPaths.Find(path, baseFilePath, workingDirectory);
        if (found is null)
            _problems[path] = ScriptPaths.DescribeMissing(path, baseFilePath, workingDirectory);
        return found;
    }

    public override Stream OpenRead(string resolvedPath)
    {
        if (!instruments)
            return File.OpenRead(resolvedPath);
        var written = ScriptCompiler.Parse(File.ReadAllText(resolvedPath), resolvedPath).GetCompilationUnitRoot();
        var text = written.ContainsDiagnostics ? written : CellInstrumenter.Instrument(written, model: null);
        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToFullString()));
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
