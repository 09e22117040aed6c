using System.Collections.Concurrent;
using System.Diagnostics;
using Course.Notebooks;
using Course.Running;

namespace Course.Book;

/// <summary>Keeps a book up to date while its notebooks run.</summary>
public sealed class WatchingBook(BookWriter book) : IRunView
{
    /// <summary>The page of a running notebook is written again after a cell, but not more often than this.</summary>
    private static readonly TimeSpan BetweenPages = TimeSpan.FromSeconds(1);

    private readonly Lock _book = new();
    private readonly ConcurrentDictionary<NotebookFile, Stopwatch> _sincePage = new();

    /// <inheritdoc/>
    public void Started(NotebookFile notebook) => Report(notebook, new ChapterState(ChapterStatus.Running));

    /// <inheritdoc/>
    public void Happened(NotebookFile notebook, RunEvent happened)
    {
        if (happened is not CellEnded) return;
        if (_sincePage.TryGetValue(notebook, out var sincePage) && sincePage.Elapsed < BetweenPages) return;
        Report(notebook, new ChapterState(ChapterStatus.Running));
        _sincePage[notebook] = Stopwatch.StartNew();
    }

    /// <inheritdoc/>
    public void Ended(NotebookFile notebook, RunOutcome outcome) => Report(notebook, State(outcome));

    private void Report(NotebookFile notebook, ChapterState state)
    {
        lock (_book) book.Report(notebook, state);
    }

    private static ChapterState State(RunOutcome outcome) => outcome.Verdict switch
    {
        RunVerdict.Passed => new ChapterState(ChapterStatus.Passed, outcome.Seconds),
        RunVerdict.Failed => new ChapterState(ChapterStatus.Failed, outcome.Seconds, outcome.Failure!.Headline),
        _ => new ChapterState(ChapterStatus.NotRun),
    };
}
