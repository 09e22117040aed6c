namespace Diffusion;

/// <summary>
/// Where long work lets itself be stopped. A kernel, or any host, calls <see cref="Thread.Interrupt"/> on the thread that
/// samples or trains; .NET delivers that only where the thread waits, and arithmetic never does. So each step waits for
/// nothing, once.
/// </summary>
internal static class Interruption
{
    /// <summary>Takes about a microsecond if nobody has asked to stop.</summary>
    /// <exception cref="ThreadInterruptedException">Somebody has asked to stop.</exception>
    internal static void Point() => Thread.CurrentThread.Join(0);
}
