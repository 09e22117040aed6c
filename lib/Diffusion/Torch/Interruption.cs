namespace Diffusion;

/// <summary>
/// Where long work lets itself be stopped: the library's own loops pass here at each step, and a long loop of your own
/// may. Most hosts call <see cref="Thread.Interrupt"/> on the thread that samples or trains; .NET delivers that only
/// where the thread waits, and arithmetic never does, so each step waits for nothing, once. Others have a token that
/// they cancel.
/// </summary>
/// <example><code>while (!isGood) { Interruption.Point(); Improve(); }</code></example>
public static class Interruption
{
    /// <summary>Asked for the token of the cell that runs here; null where the host has none.</summary>
    internal static Func<CancellationToken>? Host { get; set; }

    /// <summary>
    /// Cancelled once the host wants the cell that runs here to stop, for work that waits for something.
    /// </summary>
    internal static CancellationToken Token => Host?.Invoke() ?? CancellationToken.None;

    /// <summary>Takes about a microsecond if nobody has asked to stop.</summary>
    /// <exception cref="ThreadInterruptedException">Somebody has asked this thread to stop.</exception>
    /// <exception cref="OperationCanceledException">The host has asked the running cell to stop.</exception>
    public static void Point()
    {
        Thread.CurrentThread.Join(0);
        Token.ThrowIfCancellationRequested();
    }
}
