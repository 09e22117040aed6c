namespace NotebookKernel;

/// <summary>
/// <c>Console.In</c> while sessions live: a cell's reads ask the person, or find the end of input where nobody is
/// there; others find the console's.
/// </summary>
internal sealed class CellTextReader(TextReader console) : TextReader
{
    private TextReader Source => CellContext.Current is { } cell ? cell.Input : console;

    public override int Peek() => Source.Peek();

    public override int Read() => Source.Read();

    public override int Read(char[] buffer, int index, int count) => Source.Read(buffer, index, count);

    public override string? ReadLine() => Source.ReadLine();

    public override string ReadToEnd() => Source.ReadToEnd();
}
