namespace NotebookKernel;

/// <summary>
/// Collects a cell's outputs; neighbouring pieces of one stream become one output. However much a cell prints, what is
/// collected stays readable: of very long text the first and last lines (<see cref="StreamText"/>), and after a
/// thousand changes between the streams what follows is added to the last output of its own stream.
/// </summary>
public sealed class CellOutputBuffer : ICellOutputs
{
    private const int MostStreamOutputs = 1000;

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private int _streams;
    private bool _clearsAtNext;

    /// <summary>The outputs so far.</summary>
    public IReadOnlyList<CellOutput> Outputs
    {
        get
        {
            lock (_lock)
                return [.. _entries.Select(entry => entry.ToOutput())];
        }
    }

    /// <inheritdoc/>
    public void Add(CellOutput output)
    {
        lock (_lock)
        {
            if (_clearsAtNext)
                RemoveAll();
            if (output is StreamOutput piece)
                Write(piece);
            else
                _entries.Add(new Entry { Other = output });
        }
    }

    /// <inheritdoc/>
    public void Update(DisplayOutput output) => TryUpdate(output);

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        lock (_lock)
        {
            if (wait)
                _clearsAtNext = true;
            else
                RemoveAll();
        }
    }

    /// <summary>Replaces the display of the same id.</summary>
    /// <returns>Whether this cell has such a display.</returns>
    public bool TryUpdate(DisplayOutput output)
    {
        lock (_lock)
        {
            var entry = _entries.Find(
                other => other.Other is DisplayOutput display && display.DisplayId == output.DisplayId);
            if (entry is null)
                return false;
            entry.Other = output;
            return true;
        }
    }

    private void RemoveAll()
    {
        _clearsAtNext = false;
        _entries.Clear();
        _streams = 0;
    }

    private void Write(StreamOutput piece)
    {
        var entry = _entries is [.., { } last] && last.Stream == piece.Name ? last
            : _streams < MostStreamOutputs ? null
            : _entries.FindLast(other => other.Stream == piece.Name);
        if (entry is null)
        {
            _entries.Add(entry = new Entry { Stream = piece.Name });
            _streams++;
        }
        entry.Text.Append(piece.Text);
    }

    /// <summary>Text of a stream that may still grow, or another output.</summary>
    private sealed class Entry
    {
        private StreamText? _text;

        public string? Stream { get; init; }

        public StreamText Text => _text ??= new StreamText();

        public CellOutput? Other { get; set; }

        public CellOutput ToOutput() => Other ?? new StreamOutput(Stream!, Text.ToString());
    }
}
