using System.Text;

namespace NotebookKernel;

/// <summary>
/// <c>Console.Out</c> or <c>Console.Error</c> while sessions live: a cell's text goes to its outputs, any other to the
/// console.
/// </summary>
internal sealed class CellTextWriter : TextWriter
{
    private readonly string _name;
    private readonly TextWriter _console;

    public CellTextWriter(string name, TextWriter console)
    {
        _name = name;
        _console = console;
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        if (CellContext.Current is { } cell)
            cell.Outputs.Add(new StreamOutput(_name, value));
        else
            _console.Write(value);
    }

    public override void WriteLine(string? value) => Write(value + '\n');

    public override void Flush()
    {
        if (CellContext.Current is null)
            _console.Flush();
    }
}
