using System.Diagnostics;
using Course.Notebooks;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Course.Running;

/// <summary>A table in the terminal that follows the run: time, cells, and what the running cell says.</summary>
public sealed class LiveView(IReadOnlyList<NotebookFile> notebooks) : IRunView
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(150);

    private readonly Lock _lock = new();
    private readonly Dictionary<NotebookFile, Row> _rows = notebooks.ToDictionary(notebook => notebook, _ => new Row());

    /// <summary>Shows the table until <paramref name="run"/> ends.</summary>
    public async Task<T> ShowAsync<T>(IAnsiConsole console, Func<Task<T>> run) =>
        await console.Live(Table()).AutoClear(false).Overflow(VerticalOverflow.Ellipsis).StartAsync(async context =>
        {
            var work = Task.Run(run);
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, Task.Delay(Refresh));
                context.UpdateTarget(Table());
            }
            return await work;
        });

    /// <inheritdoc/>
    public void Started(NotebookFile notebook) => Change(notebook, row => row.Clock.Start());

    /// <inheritdoc/>
    public void Happened(NotebookFile notebook, RunEvent happened) => Change(notebook, row =>
    {
        switch (happened)
        {
            case NotebookOpened opened:
                row.Cells = opened.Cells;
                break;
            case CellStarted started:
                row.Says = started.Cell.FirstLine;
                break;
            case CellSaid said:
                row.Says = said.Text;
                break;
            case CellEnded { Error: null }:
                row.Done++;
                break;
        }
    });

    /// <inheritdoc/>
    public void Ended(NotebookFile notebook, RunOutcome outcome) => Change(notebook, row =>
    {
        row.Clock.Stop();
        row.Outcome = outcome;
    });

    private void Change(NotebookFile notebook, Action<Row> change)
    {
        lock (_lock) change(_rows[notebook]);
    }

    private Table Table()
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().Expand();
        table.AddColumn(new TableColumn("").NoWrap().Width(1));
        table.AddColumn(new TableColumn("").NoWrap());
        table.AddColumn(new TableColumn("").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("").NoWrap());
        lock (_lock)
        {
            foreach (var (notebook, row) in _rows) table.AddRow(Cells(notebook, row));
        }
        return table;
    }

    private static IRenderable[] Cells(NotebookFile notebook, Row row)
    {
        var (sign, style) = row switch
        {
            { Outcome.Verdict: RunVerdict.Passed } => ("✓", "green"),
            { Outcome.Verdict: RunVerdict.Failed } => ("✗", "red"),
            { Outcome.Verdict: RunVerdict.Stopped } => ("–", "yellow"),
            { Clock.IsRunning: true } => ("▸", "blue"),
            _ => ("·", "grey"),
        };
        var cells = row.Cells == 0 ? "" : $"{row.Done}/{row.Cells}";
        var time = row.Clock.Elapsed > TimeSpan.Zero ? TimeText.Said(row.Clock.Elapsed.TotalSeconds) : "";
        var says = row.Outcome is { } outcome ? outcome.Failure?.Headline ?? "" : row.Says;
        return
        [
            new Markup($"[{style}]{sign}[/]"),
            new Text(notebook.Name, new Style(row.Clock.Elapsed > TimeSpan.Zero ? Color.Default : Color.Grey)),
            new Text(cells),
            new Text(time),
            new Text(says, new Style(row.Outcome is null ? Color.Grey : Color.Red)) { Overflow = Overflow.Ellipsis },
        ];
    }

    private sealed class Row
    {
        public Stopwatch Clock { get; } = new();
        public int Cells { get; set; }
        public int Done { get; set; }
        public string Says { get; set; } = "";
        public RunOutcome? Outcome { get; set; }
    }
}
