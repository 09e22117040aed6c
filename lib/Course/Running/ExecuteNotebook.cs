using System.Diagnostics;
using System.Text;
using Course.Doctor;
using Course.Notebooks;
using NotebookKernel;
using TorchSharp;

namespace Course.Running;

/// <summary>
/// The inside of a notebook's process: runs the cells, tells each event on standard output, and saves the copy after
/// every cell, so that after a crash of native code the copy holds all that was reached.
/// </summary>
public sealed class ExecuteNotebook : INotebookObserver
{
    /// <summary>The hidden command that starts this in a process of its own.</summary>
    public const string CommandName = "execute-notebook";

    /// <summary>The option that runs the solutions of the exercises too.</summary>
    public const string SolutionsFlag = "--solutions";

    /// <summary>The option that runs the sabotages of the claims too.</summary>
    public const string SabotageFlag = "--sabotage";

    /// <summary>The exit code of a process that could not begin; its error stream says why.</summary>
    public const int CannotStart = 2;

    /// <summary>
    /// The entry in a notebook's metadata that says on what kind of machine, and with what, its outputs were made.
    /// </summary>
    public const string ExecutedOn = "executed_on";

    private static readonly TimeSpan BetweenWords = TimeSpan.FromMilliseconds(200);

    private readonly NotebookDocument _document;
    private readonly string _copy;
    private readonly Stream _events;
    private readonly Dictionary<string, CellName> _names = [];
    private readonly Stopwatch _cellClock = new();
    private readonly Stopwatch _sinceWords = Stopwatch.StartNew();

    private ExecuteNotebook(NotebookDocument document, string copy, Stream events)
    {
        _document = document;
        _copy = copy;
        _events = events;
    }

    /// <summary>Runs <paramref name="notebook"/> and writes its executed copy.</summary>
    /// <param name="notebook">The notebook; it is not changed.</param>
    /// <param name="copy">Where the executed copy goes.</param>
    /// <param name="solutions">Whether the solutions run after the last cell.</param>
    /// <param name="sabotage">Whether the sabotages run after the last cell.</param>
    /// <param name="events">Where events go: standard output, taken before cells can write to it.</param>
    public static async Task RunAsync(string notebook, string copy, bool solutions, bool sabotage, Stream events)
    {
        var document = NotebookFormats.Load(notebook);
        var sabotages = sabotage ? Sabotage.Of(notebook) : [];
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(copy))!);
        var folder = Path.GetDirectoryName(Path.GetFullPath(notebook))!;
        await using var session = new CSharpSession(new SessionOptions { WorkingDirectory = folder });
        var run = new ExecuteNotebook(document, Path.GetFullPath(copy), events);
        run.Open();
        var result = await NotebookRunner.RunAsync(document, session, run);
        document.Save(run._copy);
        if (result.Succeeded && solutions) await run.SolveAsync(session, ExerciseSolutions.Of(notebook));
        if (result.Succeeded) await run.SabotageAsync(new SabotageRun(session, document), sabotages);
        run.Tell(new NotebookEnded());
    }

    /// <inheritdoc/>
    public void CellStarted(NotebookCell cell)
    {
        _cellClock.Restart();
        Tell(new CellStarted(_names[cell.Id]));
    }

    /// <inheritdoc/>
    public void OutputAdded(NotebookCell cell, CellOutput output)
    {
        var words = output switch
        {
            StreamOutput stream => stream.Text,
            DisplayOutput display => display.Text("text/plain"),
            _ => null,
        };
        if (string.IsNullOrWhiteSpace(words)) return;
        lock (_sinceWords)
        {
            if (_sinceWords.Elapsed < BetweenWords) return;
            _sinceWords.Restart();
        }
        var lastLine = words.TrimEnd().Split('\n', '\r')[^1];
        Tell(new CellSaid(lastLine.Length > 120 ? lastLine[..120] : lastLine));
    }

    /// <inheritdoc/>
    public void CellFinished(NotebookCell cell, CellResult result)
    {
        _document.Save(_copy);
        var mayFail = cell.Tags.Contains(NotebookRunner.MayFailTag);
        Tell(new CellEnded(_names[cell.Id], _cellClock.Elapsed.TotalSeconds, mayFail ? null : InWords(result.Error)));
    }

    private void Open()
    {
        _document.AddMissingIds();
        var cells = _document.Cells.Where(cell => cell.Kind == CellKind.Code).ToList();
        foreach (var cell in cells)
        {
            _names[cell.Id] = new CellName(_names.Count + 1, cell.Id, FirstLine(cell.Source));
            cell.Outputs = [];
            cell.ExecutionCount = null;
        }
        // Each kind of processor rounds in its own way, and so does each version: the last digits of an output differ.
        _document.Metadata[ExecutedOn] = $"{ProcessorFeatures.Description}, {Environment.ProcessorCount} cores, "
            + $"libtorch {Version.Parse(torch.__version__).ToString(3)}, .NET {Environment.Version}";
        Tell(new NotebookOpened(cells.Count));
    }

    private async Task SolveAsync(CSharpSession session, ExerciseSolutions solutions)
    {
        foreach (var (id, code) in solutions.ById)
        {
            var name = new CellName(_names.Count + 1, id, "the solution of " + id);
            var outputs = new CellOutputBuffer();
            _cellClock.Restart();
            Tell(new CellStarted(name));
            var result = await session.RunAsync(code, outputs);
            solutions.SaveOutputs(id, outputs.Outputs, _copy);
            Tell(new CellEnded(name, _cellClock.Elapsed.TotalSeconds, InWords(result.Error)));
            if (!result.Succeeded) return;
        }
    }

    private async Task SabotageAsync(SabotageRun run, IReadOnlyList<Sabotage> sabotages)
    {
        var report = new SabotageReport(SabotageReport.PathFor(_copy));
        foreach (var sabotage in sabotages)
        {
            var name = new CellName(_names.Count + 1, sabotage.Cells[0].Key, $"the sabotage of '{sabotage.Words}'");
            _cellClock.Restart();
            Tell(new CellStarted(name));
            var (said, problem) = await run.RunAsync(sabotage);
            report.Add(new SabotageResult(sabotage.Cells[0].Key, sabotage.Words, sabotage.Version, said, problem));
            Tell(new CellEnded(name, _cellClock.Elapsed.TotalSeconds, problem));
        }
    }

    private void Tell(RunEvent happened)
    {
        lock (_events)
        {
            _events.Write(Encoding.UTF8.GetBytes(happened.ToLine()));
            _events.Flush();
        }
    }

    private static string? InWords(ErrorOutput? error) => error is null ? null
        : error.Traceback.Count > 0 ? TerminalText.WithoutEscapes(string.Join('\n', error.Traceback))
        : $"{error.Name}: {error.Message}";

    private static string FirstLine(string source) =>
        source.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
}
