namespace NotebookKernel.Jupyter;

/// <summary>A signed request that does not say what it must; the sender is told.</summary>
internal sealed class BadRequestException(string message) : Exception(message);
