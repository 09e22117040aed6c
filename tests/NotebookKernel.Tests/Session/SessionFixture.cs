namespace NotebookKernel.Tests;

/// <summary>
/// Sessions take the process's console and directory, so tests with a session run one after the other.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SessionCollection
{
    public const string Name = "Sessions";
}

/// <summary>A session in a folder of its own.</summary>
internal sealed class TestSession : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notebook");

    public TestSession() =>
        Session = new CSharpSession(new SessionOptions { WorkingDirectory = _folder.FullName, WarmUp = false });

    public CSharpSession Session { get; }

    public string Folder => _folder.FullName;

    /// <summary>Runs a cell that must not fail.</summary>
    public async Task<IReadOnlyList<CellOutput>> RunAsync(string code)
    {
        var (result, outputs) = await TryAsync(code);
        Assert.True(result.Succeeded, result.Error is null ? "" : string.Join('\n', result.Error.Traceback));
        return outputs;
    }

    /// <summary>Runs a cell that must fail.</summary>
    public async Task<ErrorOutput> FailAsync(string code)
    {
        var (result, outputs) = await TryAsync(code);
        Assert.NotNull(result.Error);
        Assert.Same(result.Error, outputs[^1]);
        return result.Error;
    }

    /// <summary>Runs a cell to the value of its last expression, as text.</summary>
    public async Task<string> ValueAsync(string code)
    {
        var display = Assert.IsType<DisplayOutput>((await RunAsync(code))[^1]);
        Assert.True(display.IsResult);
        return display.Text("text/plain")!;
    }

    public void WriteFile(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<(CellResult Result, IReadOnlyList<CellOutput> Outputs)> TryAsync(string code)
    {
        var outputs = new CellOutputBuffer();
        var result = await Session.RunAsync(code, outputs, TestContext.Current.CancellationToken);
        return (result, outputs.Outputs);
    }
}
