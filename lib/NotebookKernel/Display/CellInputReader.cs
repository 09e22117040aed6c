namespace NotebookKernel;

/// <summary>A cell's <c>Console.In</c>: asks the person for a line whenever it has none left.</summary>
internal sealed class CellInputReader(ICellInput input, CancellationToken cancellation) : TextReader
{
    private string _line = "";
    private int _next;

    public override int Peek()
    {
        Ask();
        return _line[_next];
    }

    public override int Read()
    {
        Ask();
        return _line[_next++];
    }

    public override int Read(char[] buffer, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (count == 0)
            return 0;
        Ask();
        var taken = Math.Min(count, _line.Length - _next);
        _line.CopyTo(_next, buffer, index, taken);
        _next += taken;
        return taken;
    }

    public override string ReadLine()
    {
        Ask();
        var rest = _line[_next..^1];
        _next = _line.Length;
        return rest;
    }

    /// <summary>A person has no end; one line is what can be had.</summary>
    public override string ReadToEnd() => ReadLine();

    private void Ask()
    {
        if (_next < _line.Length)
            return;
        _line = input.ReadLine("", isSecret: false, cancellation) + '\n';
        _next = 0;
    }
}
