namespace NotebookKernel.Jupyter;

/// <summary>A connection file cannot be used; the message says why.</summary>
public sealed class ConnectionFileException(string message, Exception? inner = null) : Exception(message, inner);
