namespace NotebookKernel;

/// <summary>A file is not a notebook that can be read; the message names the file and the place in it.</summary>
public sealed class NotebookFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="inner">The cause, if another exception told of it.</param>
    public NotebookFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
