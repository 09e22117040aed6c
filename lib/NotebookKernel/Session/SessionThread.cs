using System.Collections.Concurrent;

namespace NotebookKernel;

/// <summary>
/// The one thread on which all cells of a session run, from their first line to their last: native teams and
/// thread-bound scopes (a tensor library's above all) stay valid across <c>await</c>.
/// </summary>
internal sealed class SessionThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public SessionThread(int stackSize)
    {
        _thread = new Thread(Pump, stackSize) { IsBackground = true, Name = "Notebook cells" };
        _thread.Start();
    }

    public bool IsCurrent => Thread.CurrentThread == _thread;

    public bool IsStopped => _work.IsAddingCompleted;

    /// <summary>Runs work that stays on this thread across its awaits.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new CellSynchronizationContext(this, error => done.TrySetException(error));
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

    public void Dispose() => _work.CompleteAdding();

    private void Pump()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}
