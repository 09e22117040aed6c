namespace NotebookKernel;

/// <summary>
/// Takes the outputs of a run to their cells; an update finds its display in whichever cell it stands.
/// </summary>
internal sealed class DocumentOutputs
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NotebookCell, CellOutputBuffer> _buffers = [];
    private readonly HashSet<NotebookCell> _ended = [];
    private readonly HashSet<NotebookCell> _late = [];
    private bool _isOver;

    public ICellOutputs Begin(NotebookCell cell, INotebookObserver? observer)
    {
        lock (_lock)
            _buffers[cell] = new CellOutputBuffer();
        return new CellSink(this, cell, observer);
    }

    /// <summary>
    /// Writes a cell's outputs to the document, and what cells that ended before it have shown since: not one by one as
    /// it comes, for that would write all of a cell's outputs again for each line.
    /// </summary>
    public void End(NotebookCell cell)
    {
        lock (_lock)
        {
            _ended.Add(cell);
            _late.Add(cell);
            WriteLate();
        }
    }

    /// <summary>Writes what is still to be written; from now on what comes is written at once.</summary>
    public void EndAll()
    {
        lock (_lock)
        {
            _isOver = true;
            WriteLate();
        }
    }

    private void Add(NotebookCell cell, CellOutput output)
    {
        lock (_lock)
        {
            _buffers[cell].Add(output);
            Write(cell);
        }
    }

    private void Clear(NotebookCell cell, bool wait)
    {
        lock (_lock)
        {
            _buffers[cell].Clear(wait);
            Write(cell);
        }
    }

    private void Update(DisplayOutput output)
    {
        lock (_lock)
        {
            foreach (var (cell, buffer) in _buffers)
            {
                if (buffer.TryUpdate(output))
                    Write(cell);
            }
        }
    }

    private void Write(NotebookCell cell)
    {
        if (_ended.Contains(cell))
            _late.Add(cell);
        if (_isOver)
            WriteLate();
    }

    private void WriteLate()
    {
        foreach (var cell in _late)
            cell.Outputs = _buffers[cell].Outputs;
        _late.Clear();
    }

    private sealed class CellSink(DocumentOutputs run, NotebookCell cell, INotebookObserver? observer) : ICellOutputs
    {
        public void Add(CellOutput output)
        {
            run.Add(cell, output);
            observer?.OutputAdded(cell, output);
        }

        public void Clear(bool wait) => run.Clear(cell, wait);

        public void Update(DisplayOutput output)
        {
            run.Update(output);
            observer?.OutputAdded(cell, output);
        }
    }
}
