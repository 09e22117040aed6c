using System.Globalization;

namespace NotebookKernel;

/// <summary>
/// Runs cells one after the other, of C# and of what <c>#!</c> lines name; each sees what the ones before it defined. A
/// session knows nothing of documents or front ends: outputs go to the <see cref="ICellOutputs"/> given with each cell.
/// It takes the process's current directory and console while it lives, so a process has one session at a time.
/// </summary>
public sealed class CSharpSession : IAsyncDisposable
{
    private readonly SessionThread _thread;
    private readonly ProcessScope _process;
    private readonly CellRunner _runner;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _firstRun = new();
    private int _executions;
    private int _displays;

    /// <summary>Starts a session.</summary>
    /// <param name="options">The notebook's folder and more.</param>
    /// <exception cref="DirectoryNotFoundException">The working directory is not there.</exception>
    public CSharpSession(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = Path.GetFullPath(options.WorkingDirectory);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The notebook's folder {folder} is not there.");
        BackgroundErrors.Watch();
        LibraryDisplays.Hear();
        _thread = new SessionThread(options.StackSize);
        _runner = new CellRunner(folder, _thread, options.PackageFolder);
        _process = new ProcessScope(folder);
        if (options.WarmUp)
            _ = Task.Run(() => _runner.WarmUp(_firstRun.Token));
    }

    /// <summary>Helps to write the next cell. Ask between runs, not during one.</summary>
    public ICodeHelp Help => _runner.Help;

    /// <summary>Runs a cell. Runs asked for meanwhile wait for their turn.</summary>
    /// <param name="code">The cell's text: C#, and other languages behind lines such as <c>#!fsharp</c>.</param>
    /// <param name="outputs">Takes what the cell shows, its error included.</param>
    /// <param name="cancellation">
    /// Interrupts the cell: at an <c>await</c>, at the next turn of a loop or call of a method, in a sleep or a wait.
    /// What it calls of other libraries comes to its own end, or to its next wait, first.
    /// </param>
    /// <returns>How the run ended. Errors of the cell are part of the result; they are not thrown.</returns>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<CellResult> RunAsync(string code, ICellOutputs outputs, CancellationToken cancellation = default) =>
        RunAsync(code, outputs, new CellRunOptions(), cancellation);

    /// <summary>Runs a cell. Runs asked for meanwhile wait for their turn.</summary>
    /// <param name="code">The cell's text: C#, and other languages behind lines such as <c>#!fsharp</c>.</param>
    /// <param name="outputs">Takes what the cell shows, its error included.</param>
    /// <param name="options">Its language, who answers its questions, and whether it is counted.</param>
    /// <param name="cancellation">Interrupts the cell.</param>
    /// <returns>How the run ended. Errors of the cell are part of the result; they are not thrown.</returns>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public async Task<CellResult> RunAsync(
        string code, ICellOutputs outputs, CellRunOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(options);
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_thread.IsStopped, this);
            _firstRun.Cancel();
            var number = _executions + 1;
            if (options.IsCounted)
                _executions = number;
            var cell = new CellContext(outputs, options.Input, NewDisplayId, cancellation);
            var error = await _thread.RunAsync(() => _runner.RunAsync(code, options.Language, number, cell))
                .ConfigureAwait(false);
            return new CellResult(number, error);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Remembers what is defined now, to try something and return. Call it, and what it returns, between runs.
    /// </summary>
    /// <returns>
    /// Forgets what cells defined since: a name means again what it meant. What they did to objects that were there
    /// before, and variables they assigned without declaring them anew, stay as they are.
    /// </returns>
    public Action Mark() => _runner.Mark();

    /// <summary>
    /// Ends the session: waits for the cell that runs, then gives the console and the directory back.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_thread.IsStopped)
                return;
            _thread.Dispose();
            _runner.Dispose();
            _process.Dispose();
        }
        finally
        {
            _turn.Release();
        }
    }

    private string NewDisplayId() =>
        string.Create(CultureInfo.InvariantCulture, $"display-{Interlocked.Increment(ref _displays)}");
}
