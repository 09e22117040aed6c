namespace Course.Book.Maths;

/// <summary>A formula that cannot be shown: says which one, where, and why.</summary>
public sealed class TexException(string formula, int position, string reason)
    : Exception($"{reason} (at character {position + 1} of the formula: {formula.Trim()})")
{
    /// <summary>The formula as it was written.</summary>
    public string Formula { get; } = formula;

    /// <summary>Where in the formula the fault is, counted from 0.</summary>
    public int Position { get; } = position;
}
