namespace NotebookKernel;

/// <summary>
/// Brings what follows an <c>await</c> in a cell back to the session's thread. One a run: when the run is given up,
/// what is still to come of it is dropped.
/// </summary>
/// <param name="thread">The session's thread.</param>
/// <param name="onUnhandled">Takes what nobody awaits.</param>
/// <param name="isOfCell">
/// What comes back is code of a cell, which may be interrupted, rather than the session's own.
/// </param>
internal sealed class CellSynchronizationContext(SessionThread thread, Action<Exception> onUnhandled, bool isOfCell)
    : SynchronizationContext
{
    private volatile bool _abandoned;

    public void Abandon() => _abandoned = true;

    public override void Post(SendOrPostCallback callback, object? state) => thread.Post(() => Invoke(callback, state));

    public override void Send(SendOrPostCallback callback, object? state)
    {
        if (thread.IsCurrent)
        {
            callback(state);
            return;
        }
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        thread.Post(() =>
        {
            Invoke(callback, state);
            done.SetResult();
        });
        done.Task.Wait();
    }

    public override SynchronizationContext CreateCopy() => this;

    private void Invoke(SendOrPostCallback callback, object? state)
    {
        if (_abandoned)
            return;
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            if (isOfCell)
                thread.RunCellCode(() => { callback(state); return true; });
            else
                callback(state);
        }
        catch (Exception error)
        {
            // An `async void` method of a cell failed: nobody awaits it, and unhandled it would end the process.
            onUnhandled(error);
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }
}
