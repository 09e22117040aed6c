namespace NotebookKernel;

/// <summary>What could be written at a place.</summary>
/// <param name="Start">Where the text begins that an item replaces, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">What fits, the likeliest first.</param>
public sealed record CodeCompletions(int Start, int End, IReadOnlyList<CodeCompletion> Items);

/// <summary>One thing that could be written.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">What it is, in one word: method, property, class, keyword, path, ...</param>
public sealed record CodeCompletion(string Text, string Kind);
