namespace Course.Book.Maths;

/// <summary>A formula that cannot be shown: says which one, where, and why.</summary>
public sealed class TexException(string formula, int position, string reason)
    : Exception($"{reason} (at character {position + 1} of the formula: {formula.Trim()})");
