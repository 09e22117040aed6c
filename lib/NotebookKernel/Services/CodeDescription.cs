namespace NotebookKernel;

/// <summary>What a name in code is.</summary>
/// <param name="Signature">Its declaration in one line or, for overloads, in several.</param>
/// <param name="Documentation">Its XML documentation as text; empty where there is none.</param>
public sealed record CodeDescription(string Signature, string Documentation);
