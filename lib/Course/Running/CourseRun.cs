using System.Collections.Concurrent;
using System.Diagnostics;
using Course.Book;
using Course.Notebooks;
using NotebookKernel;

namespace Course.Running;

/// <summary>Runs notebooks, each in its own process, and keeps the book up to date while they finish.</summary>
public sealed class CourseRun(BookWriter book, RunOptions options, IRunView view)
{
    /// <summary>The page of a running notebook is written again after a cell, but not more often than this.</summary>
    private static readonly TimeSpan BetweenPages = TimeSpan.FromSeconds(1);

    private readonly Lock _book = new();

    /// <summary>Runs the notebooks in order; what was stopped or never started is in the result too.</summary>
    public async Task<IReadOnlyDictionary<NotebookFile, RunOutcome>> RunAsync(
        IReadOnlyList<NotebookFile> notebooks, CancellationToken cancellation)
    {
        var outcomes = new ConcurrentDictionary<NotebookFile, RunOutcome>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        book.Begin(notebooks);
        var degree = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel };
        await Parallel.ForEachAsync(notebooks, degree, async (notebook, _) =>
        {
            var outcome = stop.IsCancellationRequested
                ? new RunOutcome(RunVerdict.Stopped, 0, 0)
                : await RunOneAsync(notebook, stop.Token);
            outcomes[notebook] = outcome;
            if (outcome.Verdict == RunVerdict.Failed && options.FailFast) await stop.CancelAsync();
        });
        lock (_book) book.Complete();
        return outcomes;
    }

    private async Task<RunOutcome> RunOneAsync(NotebookFile notebook, CancellationToken stop)
    {
        lock (_book) book.Report(notebook, new ChapterState(ChapterStatus.Running));
        view.Started(notebook);
        var copy = book.ExecutedPath(notebook);
        File.Delete(copy); // a failure before the first cell must not show an older run
        var process = new NotebookProcess(notebook.Path, copy, options);
        Stopwatch? sincePage = null;
        var outcome = await process.RunAsync(happened =>
        {
            view.Happened(notebook, happened);
            if (happened is not CellEnded || sincePage?.Elapsed < BetweenPages) return;
            lock (_book) book.Report(notebook, new ChapterState(ChapterStatus.Running));
            sincePage = Stopwatch.StartNew();
        }, stop);
        if (outcome.Verdict == RunVerdict.Passed && options.InPlace) NotebookDocument.Load(copy).Save(notebook.Path);
        lock (_book) book.Report(notebook, State(outcome));
        view.Ended(notebook, outcome);
        return outcome;
    }

    private static ChapterState State(RunOutcome outcome) => outcome.Verdict switch
    {
        RunVerdict.Passed => new ChapterState(ChapterStatus.Passed, outcome.Seconds),
        RunVerdict.Failed => new ChapterState(ChapterStatus.Failed, outcome.Seconds, outcome.Failure!.Headline),
        _ => new ChapterState(ChapterStatus.NotRun),
    };
}
