namespace NotebookKernel;

/// <summary>Collects a cell's outputs; neighbouring pieces of one stream become one output.</summary>
public sealed class CellOutputBuffer : ICellOutputs
{
    private readonly Lock _lock = new();
    private readonly List<CellOutput> _outputs = [];
    private bool _clearsAtNext;

    /// <summary>The outputs so far.</summary>
    public IReadOnlyList<CellOutput> Outputs
    {
        get
        {
            lock (_lock)
                return [.. _outputs];
        }
    }

    /// <inheritdoc/>
    public void Add(CellOutput output)
    {
        lock (_lock)
        {
            if (_clearsAtNext)
                _outputs.Clear();
            _clearsAtNext = false;
            if (output is StreamOutput piece && _outputs is [.., StreamOutput last] && last.Name == piece.Name)
                _outputs[^1] = last with { Text = last.Text + piece.Text };
            else
                _outputs.Add(output);
        }
    }

    /// <inheritdoc/>
    public void Update(DisplayOutput output) => TryUpdate(output);

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        lock (_lock)
        {
            _clearsAtNext = wait;
            if (!wait)
                _outputs.Clear();
        }
    }

    /// <summary>Replaces the display of the same id.</summary>
    /// <returns>Whether this cell has such a display.</returns>
    public bool TryUpdate(DisplayOutput output)
    {
        lock (_lock)
        {
            var index = _outputs.FindIndex(
                other => other is DisplayOutput display && display.DisplayId == output.DisplayId);
            if (index < 0)
                return false;
            _outputs[index] = output;
            return true;
        }
    }
}
