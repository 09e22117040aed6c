using System.Runtime.ExceptionServices;

namespace NotebookKernel;

/// <summary>
/// Keeps the process alive when a thread that a cell started fails: without a catch of its own, that would end the
/// process, and with it the notebook's variables.
/// </summary>
internal static class BackgroundErrors
{
    private static readonly Lock Setting = new();
    private static bool s_isWatching;

    /// <summary>Begins to watch; there is one watch a process, and it stays.</summary>
    public static void Watch()
    {
        lock (Setting)
        {
            if (!s_isWatching)
                ExceptionHandling.SetUnhandledExceptionHandler(Handle);
            s_isWatching = true;
        }
    }

    private static bool Handle(Exception error)
    {
        var cell = CellContext.Current;
        if (error is not CellInterruptedException)
            cell?.OnUnhandled?.Invoke(error);
        return cell is not null || error is CellInterruptedException;
    }
}
