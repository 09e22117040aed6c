// In no namespace, as DisplayExtensions: cells of C# and F# write these names bare, as in .NET Interactive.
#pragma warning disable IDE0130, CA1050

/// <summary>A formula, in TeX without dollar signs: <c>(MathString)@"x^2"</c>.</summary>
/// <param name="value">The formula.</param>
public sealed class MathString(string value)
{
    /// <summary>Takes text as a formula.</summary>
    public static implicit operator MathString(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => $"$$ {value} $$";
}
