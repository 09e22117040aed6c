using System.Collections.Concurrent;
using Course.Notebooks;
using Files;
using NotebookKernel;

namespace Course.Running;

/// <summary>Runs notebooks, each in its own process, and tells those who watch.</summary>
/// <param name="copyOf">Where the executed copy of a notebook goes.</param>
/// <param name="options">How to run.</param>
/// <param name="watchers">Who hears of it, in this order.</param>
public sealed class CourseRun(Func<NotebookFile, string> copyOf, RunOptions options, params IRunView[] watchers)
{
    /// <summary>Runs the notebooks in order; what was stopped or never started is in the result too.</summary>
    public async Task<IReadOnlyDictionary<NotebookFile, RunOutcome>> RunAsync(
        IReadOnlyList<NotebookFile> notebooks, CancellationToken cancellation)
    {
        var outcomes = new ConcurrentDictionary<NotebookFile, RunOutcome>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var degree = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel };
        await Parallel.ForEachAsync(notebooks, degree, async (notebook, _) =>
        {
            var outcome = stop.IsCancellationRequested
                ? new RunOutcome(RunVerdict.Stopped, 0, 0)
                : await RunOneAsync(notebook, stop.Token);
            outcomes[notebook] = outcome;
            if (outcome.Verdict == RunVerdict.Failed && options.FailFast) await stop.CancelAsync();
        });
        return outcomes;
    }

    private async Task<RunOutcome> RunOneAsync(NotebookFile notebook, CancellationToken stop)
    {
        foreach (var watcher in watchers) watcher.Started(notebook);
        var copy = copyOf(notebook);
        File.Delete(copy); // a failure before the first cell must not show an older run
        var outcome = await new NotebookProcess(notebook.Path, copy, options).RunAsync(happened =>
        {
            foreach (var watcher in watchers) watcher.Happened(notebook, happened);
        }, stop);
        if (outcome.Verdict == RunVerdict.Passed && options.InPlace) SaveInPlace(copy, notebook);
        foreach (var watcher in watchers) watcher.Ended(notebook, outcome);
        return outcome;
    }

    private void SaveInPlace(string copy, NotebookFile notebook)
    {
        if (!notebook.IsDib) NotebookDocument.Load(copy).Save(notebook.Path);
        var (said, place) = (SabotageReport.PathFor(copy), SabotageReport.PathFor(notebook.Path));
        if (options.Sabotage && File.Exists(said)) WholeFile.Write(place, File.ReadAllBytes(said));
    }
}
