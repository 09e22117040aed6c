namespace NotebookKernel.Jupyter;

/// <summary>Leads an interrupt, from whichever side, to the cell that runs.</summary>
internal sealed class Interrupts
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _running;

    /// <summary>Runs work that <see cref="Interrupt"/> can cancel.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        // Not disposed: an interrupt may still be going through it, and it holds nothing but memory.
        var source = new CancellationTokenSource();
        lock (_lock)
            _running = source;
        try
        {
            return await work(source.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _running = null;
        }
    }

    /// <summary>Cancels what runs; nothing happens where nothing runs.</summary>
    public void Interrupt()
    {
        lock (_lock)
            // What hears of the cancellation may take its time, on a thread of its own.
            _ = _running?.CancelAsync();
    }
}
