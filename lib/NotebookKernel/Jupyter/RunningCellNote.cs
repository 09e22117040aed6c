using System.Text;

namespace NotebookKernel.Jupyter;

/// <summary>
/// Remembers on disk which cell runs. If native code ends the process, the front end starts the kernel again with the
/// same connection file, and the new one can say which cell it was. A convenience: where the disk does not take it,
/// cells run all the same, and the kernel's log says so once.
/// </summary>
internal sealed class RunningCellNote
{
    private readonly string? _path;
    private string? _last;
    private bool _hasComplained;

    /// <summary>Finds what a kernel that died has left.</summary>
    /// <param name="path">The note's file; null to keep no note.</param>
    public RunningCellNote(string? path)
    {
        _path = path;
        if (!File.Exists(path))
            return;
        Try(() => _last = File.ReadAllText(path));
        End();
    }

    /// <summary>What to tell about the last kernel's end, once.</summary>
    public string? TakeLast() => Interlocked.Exchange(ref _last, null);

    public void Begin(int number, string code)
    {
        if (_path is null)
            return;
        var first = code.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
        Try(() => File.WriteAllText(
            _path,
            $"The kernel's process ended while it ran cell {number} ({first}). The front end has started a new one; "
            + "its variables are gone: run the notebook from its top. A cell that ends the process again has an error "
            + "in native code, such as wrong shapes given to a native library, or too little memory.\n",
            Encoding.UTF8));
    }

    public void End()
    {
        if (_path is not null)
            Try(() => File.Delete(_path));
    }

    private void Try(Action change)
    {
        try
        {
            change();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!_hasComplained)
                KernelLog.Write(
                    $"Should a cell end the kernel's process, the next one cannot name it: {error.Message}");
            _hasComplained = true;
        }
    }
}
