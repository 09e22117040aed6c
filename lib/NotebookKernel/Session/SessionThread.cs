using System.Collections.Concurrent;

namespace NotebookKernel;

/// <summary>
/// The one thread on which all cells of a session run, from their first line to their last: native teams and
/// thread-bound scopes (a tensor library's above all) stay valid across <c>await</c>.
/// </summary>
internal sealed class SessionThread : IDisposable
{
    /// <summary>
    /// What cells may use of the stack, twice what a program on Windows has: unwinding the calls that fit in here takes
    /// a moment, many more would take seconds.
    /// </summary>
    private const int StackForCells = 2 << 20;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Lock _interrupting = new();
    private readonly int _stackSize;
    private readonly Thread _thread;
    private bool _runsCellCode;
    private bool _wasInterrupted;

    public SessionThread(int stackSize)
    {
        _stackSize = stackSize;
        _thread = new Thread(Pump, stackSize) { IsBackground = true, Name = "Notebook cells" };
        _thread.Start();
    }

    public bool IsCurrent => Thread.CurrentThread == _thread;

    public bool IsStopped => _work.IsAddingCompleted;

    /// <summary>Runs work that stays on this thread across its awaits.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new CellSynchronizationContext(this, error => done.TrySetException(error), isOfCell: false);
        context.Post(async void (_) => done.SetResult(await work()), null);
        return done.Task;
    }

    /// <summary>Queues work; after <see cref="Dispose"/> there is nobody left to do it, and it is dropped.</summary>
    public void Post(Action work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException) when (_work.IsAddingCompleted)
        {
            // A task of a cell ended after its session: its continuation has no thread any more.
        }
    }

    /// <summary>Runs code of a cell: <see cref="Interrupt"/> may break into it, and into nothing else.</summary>
    public T RunCellCode<T>(Func<T> code)
    {
        lock (_interrupting)
            _runsCellCode = true;
        try
        {
            return code();
        }
        finally
        {
            EndCellCode();
        }
    }

    /// <summary>Breaks into what blocks the code of a cell: a sleep, a wait, a lock.</summary>
    public void Interrupt()
    {
        lock (_interrupting)
        {
            if (!_runsCellCode)
                return;
            _wasInterrupted = true;
            _thread.Interrupt();
        }
    }

    public void Dispose() => _work.CompleteAdding();

    private void EndCellCode()
    {
        // An interrupt that found nothing to break into waits for the next thing that blocks, which may be this lock.
        while (true)
        {
            try
            {
                lock (_interrupting)
                    _runsCellCode = false;
                if (_wasInterrupted)
                    Thread.Sleep(1);
                _wasInterrupted = false;
                return;
            }
            catch (ThreadInterruptedException)
            {
                _wasInterrupted = false;
            }
        }
    }

    private void Pump()
    {
        CellGuard.WatchStack(_stackSize, Math.Min(StackForCells, _stackSize / 2));
        foreach (var work in _work.GetConsumingEnumerable())
            work();
        CellGuard.EndWatch();
    }
}
