namespace Diffusion;

/// <summary>Prepares the next step's batch on another thread, while the network works on this one's.</summary>
internal sealed class BatchAhead(ITrainingData data, DataOrder order, int batchSize) : IDisposable
{
    private Task<TrainingBatch>? pending;
    private int pendingStep = -1;

    /// <summary>The batch of a step, owned by the caller; the next one's is begun.</summary>
    internal TrainingBatch Take(int step)
    {
        if (pendingStep != step)
        {
            Forget();
            Begin(step);
        }
        // Being asked to stop may end this wait; the batch then stays where it is until the run goes on.
        var batch = pending!.GetAwaiter().GetResult();
        Begin(step + 1);
        return batch;
    }

    private void Begin(int step)
    {
        var indices = order.Indices(step, batchSize);
        (pending, pendingStep) = (Task.Run(() => data.Batch(indices)), step);
    }

    /// <summary>Waits for a batch that nobody comes for, and frees it: the data is free again, too.</summary>
    private void Forget()
    {
        if (pending is null) return;
        Task.WhenAny(pending).Wait();
        // What went wrong with a batch that is not needed concerns nobody; the same batch, if it is needed, will say it
        // again.
        if (!pending.IsCompletedSuccessfully) return;
        pending.Result.Images.Dispose();
        pending.Result.Condition?.Dispose();
    }

    public void Dispose()
    {
        Forget();
        pending = null;
    }
}
