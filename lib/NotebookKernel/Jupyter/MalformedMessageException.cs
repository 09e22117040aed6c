namespace NotebookKernel.Jupyter;

/// <summary>Frames that are no message of the protocol, or one that nobody with the key has signed.</summary>
internal sealed class MalformedMessageException(string message, Exception? inner = null) : Exception(message, inner);
