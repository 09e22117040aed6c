// In no namespace, as DisplayExtensions: cells of C# and F# write these names bare, as in .NET Interactive.
#pragma warning disable IDE0130, CA1050

/// <summary>Text in LaTeX: <c>(LaTeXString)@"$x^2$"</c>; shown as formulas.</summary>
/// <param name="value">The LaTeX.</param>
public sealed class LaTeXString(string value)
{
    /// <summary>Takes text as LaTeX.</summary>
    public static implicit operator LaTeXString(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => value;
}
