using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace NotebookKernel;

/// <summary>
/// The checks that the session writes into the code of cells, so that a person can stop it and endless recursion is an
/// error. Static, because cell code has to reach them in one instruction; a process has one session at a time.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class CellGuard
{
    private static readonly Lock Watching = new();
    private static volatile bool s_isStopping;
    private static volatile bool s_insists;

    // The part of the session's stack that cells are not to use, as its lowest address and its length.
    private static nuint s_reserveStart;
    private static nuint s_reserveLength;
    private static Thread? s_watched;

    /// <summary>Stands at every turn of a loop.</summary>
    /// <exception cref="CellInterruptedException">The cell was interrupted.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn()
    {
        if (s_isStopping)
            Stop();
    }

    /// <summary>Stands at the entry of every method that calls others.</summary>
    /// <exception cref="CellInterruptedException">The cell was interrupted.</exception>
    /// <exception cref="InsufficientExecutionStackException">Calls are nested too deeply.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter()
    {
        // Comparing an address costs a tenth of what RuntimeHelpers.EnsureSufficientExecutionStack does.
        byte here;
        if (s_isStopping | ((nuint)(&here) - s_reserveStart < s_reserveLength))
            Stop();
    }

    /// <summary>Lets the next check throw.</summary>
    internal static void Arm() => s_isStopping = true;

    /// <summary>Lets all checks throw from now on, however often cell code catches what they throw.</summary>
    internal static void Insist()
    {
        s_insists = true;
        s_isStopping = true;
    }

    /// <summary>Lets cell code run freely.</summary>
    internal static void Disarm()
    {
        s_insists = false;
        s_isStopping = false;
    }

    /// <summary>Watches the stack of the calling thread.</summary>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="allowed">How much of it cells may use.</param>
    internal static void WatchStack(int size, int allowed)
    {
        byte top;
        lock (Watching)
        {
            s_watched = Thread.CurrentThread;
            s_reserveStart = (nuint)(&top) - (nuint)size;
            s_reserveLength = (nuint)Math.Max(0, size - allowed);
        }
    }

    /// <summary>Ends the watch over the calling thread's stack; a session that began meanwhile keeps its own.</summary>
    internal static void EndWatch()
    {
        lock (Watching)
        {
            if (s_watched == Thread.CurrentThread)
                s_reserveLength = 0;
        }
    }

    /// <summary>
    /// Always throws: the compiler then needs to keep nothing across the call, which alone makes a check free in a loop
    /// over floating-point numbers (a call that may return makes such a loop five times as slow).
    /// </summary>
    private static void Stop() => throw Reason();

    private static Exception Reason()
    {
        if (!s_isStopping)
            return new InsufficientExecutionStackException(
                "Calls are nested too deeply: a method goes on calling itself. Give it a case in which it returns "
                + "without.");

        // One throw at a time: the cell's finally blocks run undisturbed until the next one is armed.
        if (!s_insists)
            s_isStopping = false;
        return new CellInterruptedException();
    }
}
