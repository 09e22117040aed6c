using NotebookKernel.Jupyter;

namespace NotebookKernel.Tests.Jupyter;

/// <summary>A kernel in this process, and a front end that has found it over the network of this computer.</summary>
public sealed class KernelFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kernel");
    private readonly CSharpSession _session;

    public KernelFixture()
        : this(null)
    {
    }

    /// <summary>A kernel that finds a note of an earlier one.</summary>
    internal KernelFixture(string? note)
    {
        if (note is not null)
            File.WriteAllText(NotePath, note);
        _session = new CSharpSession(new SessionOptions { WorkingDirectory = _folder.FullName, WarmUp = false });
        Kernel = new JupyterKernel(Connection, _session, _session.Help, NotePath);
        Running = Kernel.RunAsync();
        FrontEnd = new FrontEnd(Connection);
        FrontEnd.WaitUntilHeard();
    }

    public ConnectionInfo Connection { get; } = FrontEnd.FreePorts();

    public JupyterKernel Kernel { get; }

    /// <summary>Ends when the kernel has ended.</summary>
    public Task Running { get; }

    public string Folder => _folder.FullName;

    public string NotePath => Path.Combine(Folder, "running");

    internal FrontEnd FrontEnd { get; }

    /// <summary>Ends the session under the kernel.</summary>
    public ValueTask EndSessionAsync() => _session.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (!Running.IsCompleted)
            FrontEnd.Request("shutdown_request", [], onControl: true);
        await Running;
        FrontEnd.Dispose();
        await Kernel.DisposeAsync();
        await _session.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
