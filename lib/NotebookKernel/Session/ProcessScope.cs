namespace NotebookKernel;

/// <summary>
/// What a session takes of the process, because there is only one of each, and gives back at its end: the console's
/// streams and the current directory.
/// </summary>
internal sealed class ProcessScope : IDisposable
{
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;
    private readonly TextReader _in = Console.In;
    private readonly string _directory = Environment.CurrentDirectory;

    public ProcessScope(string workingDirectory)
    {
        Environment.CurrentDirectory = workingDirectory;
        Console.SetOut(new CellTextWriter("stdout", _out));
        Console.SetError(new CellTextWriter("stderr", _error));
        Console.SetIn(new CellTextReader(_in));
    }

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        Console.SetIn(_in);
        Environment.CurrentDirectory = _directory;
    }
}
