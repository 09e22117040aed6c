using System.Diagnostics;
using Diffusion;
using NotebookKernel;

namespace Course.Running;

/// <summary>
/// Runs one notebook in a process of its own, so that whatever its native code does, the others run on and the person
/// hears which cell did it.
/// </summary>
public sealed class NotebookProcess(string notebook, string executedCopy, RunOptions options)
{
    private const int LastWords = 12;

    private readonly Queue<string> _errors = new();
    private CellName? _running;
    private CellEnded? _failed;
    private bool _ended;
    private int _cellsRun;

    /// <summary>Runs to the end of the notebook, its failure, its time limit or the cancellation.</summary>
    /// <param name="report">Hears of every event, on threads of its own choosing.</param>
    /// <param name="cancellation">Kills the process and all that it started.</param>
    public async Task<RunOutcome> RunAsync(Action<RunEvent> report, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var process = new Process { StartInfo = Self.StartInfo(Arguments()) };
        Prepare(process.StartInfo);
        process.Start();
        var output = ReadEventsAsync(process.StandardOutput, report);
        var errors = ReadErrorsAsync(process.StandardError);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Timeout);
        var stopped = false;
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            stopped = true;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        await Task.WhenAll(output, errors);
        return Judge(stopped, cancellation.IsCancellationRequested, process.ExitCode, clock.Elapsed.TotalSeconds);
    }

    private string[] Arguments() =>
    [
        ExecuteNotebook.CommandName, notebook, executedCopy,
        .. options.Solutions ? [ExecuteNotebook.SolutionsFlag] : Array.Empty<string>(),
        .. options.Sabotage ? [ExecuteNotebook.SabotageFlag] : Array.Empty<string>(),
    ];

    private void Prepare(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true; // its end tells the child that this process is gone
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        // What is committed is compared on machines that would choose another type of number, or that lack this one's.
        if (options.InPlace) start.Environment.TryAdd(ComputeChoice.Variable, "float32");
        if (options.Parallel > 1 && !start.Environment.ContainsKey("OMP_NUM_THREADS"))
            start.Environment["OMP_NUM_THREADS"] = $"{Math.Max(1, Environment.ProcessorCount / options.Parallel)}";
    }

    private async Task ReadEventsAsync(StreamReader output, Action<RunEvent> report)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.Length == 0) continue;
            if (RunEvent.FromLine(line) is not { } happened)
            {
                Remember(line);
                continue;
            }
            if (happened is CellStarted started) _running = started.Cell;
            if (happened is NotebookEnded) _ended = true;
            if (happened is CellEnded ended)
            {
                _running = null;
                _cellsRun += ended.Error is null ? 1 : 0;
                if (ended.Error is not null) _failed ??= ended;
            }
            report(happened);
        }
    }

    private async Task ReadErrorsAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line) Remember(line);
    }

    private void Remember(string line)
    {
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > LastWords) _errors.Dequeue();
        }
    }

    private RunOutcome Judge(bool stopped, bool byPerson, int exitCode, double seconds)
    {
        if (stopped && byPerson) return new RunOutcome(RunVerdict.Stopped, seconds, _cellsRun);
        if (_failed is { } failed)
            return new RunOutcome(RunVerdict.Failed, seconds, _cellsRun, new RunFailure(failed.Cell, failed.Error!));
        if (_ended && exitCode == 0) return new RunOutcome(RunVerdict.Passed, seconds, _cellsRun);
        var lastWords = string.Join('\n', _errors);
        var reason = stopped
            ? $"The notebook took longer than {options.Timeout.TotalSeconds:0} s and was stopped. Give it more with "
                + "--timeout."
            : ProcessEnd.InWords(exitCode);
        // A notebook that cannot be read has said so itself.
        reason = exitCode == ExecuteNotebook.CannotStart ? lastWords : $"{reason}\n{lastWords}".TrimEnd();
        var failure = new RunFailure(_running, reason);
        NoteInCopy(failure);
        return new RunOutcome(RunVerdict.Failed, seconds, _cellsRun, failure);
    }

    /// <summary>The process could not say it any more, so its words go into the copy from here.</summary>
    private void NoteInCopy(RunFailure failure)
    {
        if (failure.Cell is null || !File.Exists(executedCopy)) return;
        var document = NotebookDocument.Load(executedCopy);
        var cell = document.Cells.FirstOrDefault(cell => cell.Id == failure.Cell.Id);
        if (cell is null) return;
        var lines = failure.Reason.Split('\n');
        cell.Outputs = [.. cell.Outputs, new ErrorOutput("ProcessEnded", lines[0], lines[1..])];
        document.Save(executedCopy);
    }
}
