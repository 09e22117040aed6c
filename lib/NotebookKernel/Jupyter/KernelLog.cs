namespace NotebookKernel.Jupyter;

/// <summary>The kernel's error stream, which front ends put into their log.</summary>
internal static class KernelLog
{
    /// <summary>Writes a line; a log on a full disk is given up, for there is no other place to say so.</summary>
    public static void Write(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // The cell that runs must not end for it.
        }
    }
}
