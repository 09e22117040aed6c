namespace Course.Book.Maths;

/// <summary>A formula that cannot be shown: says which one and why.</summary>
public sealed class TexException(string formula, string reason)
    : Exception($"{reason} (in the formula: {formula.Trim()})");
