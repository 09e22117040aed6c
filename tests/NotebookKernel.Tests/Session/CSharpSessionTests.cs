namespace NotebookKernel.Tests;

[Collection(SessionCollection.Name)]
public sealed class CSharpSessionTests
{
    [Fact]
    public async Task TheLastExpressionIsTheResult()
    {
        await using var session = new TestSession();
        var output = Assert.IsType<DisplayOutput>(Assert.Single(await session.RunAsync("1 + 1")));
        Assert.True(output.IsResult);
        Assert.Equal(1, output.ExecutionCount);
        Assert.StartsWith("<div class=\"dni-plaintext\"><pre>2</pre></div>", output.Text("text/html"));
        Assert.Empty(await session.RunAsync("var x = 1;"));
        Assert.Empty(await session.RunAsync("Console.Out.Flush()"));
    }

    [Fact]
    public async Task CellsSeeWhatEarlierOnesDefinedAndMayDefineItAnew()
    {
        await using var session = new TestSession();
        await session.RunAsync("var x = 20; int Twice(int n) => 2 * n; record Point(int X);");
        Assert.Equal("42", await session.ValueAsync("Twice(x) + new Point(2).X"));
        await session.RunAsync("var x = \"new\"; record Point(string Name);");
        Assert.Equal("new!", await session.ValueAsync("new Point(x).Name + \"!\""));
        await session.RunAsync("static string Shout(this string text) => text.ToUpper();");
        Assert.Equal("NEW", await session.ValueAsync("x.Shout()"));
    }

    [Fact]
    public async Task TheUsualNamespacesAreThereAndNoOthers()
    {
        await using var session = new TestSession();
        Assert.Equal("3", await session.ValueAsync(
            "new List<int> { 1, 2 }.Sum() is var s && new StringBuilder().Length == 0 && new ArrayList().Count == 0 ? s : 0"));
        Assert.Contains("'File' does not exist", (await session.FailAsync("File.Exists(\"x\")")).Message);
        await session.RunAsync("using System.IO;");
        Assert.Equal("False", await session.ValueAsync("File.Exists(\"x\")"));
    }

    [Fact]
    public async Task TheLanguageIsCSharp14()
    {
        await using var session = new TestSession();
        Assert.Equal("3", await session.ValueAsync(
            "class C { public int V { get; set => field = value + 1; } } var c = new C(); c?.V = 2; int[] a = [c.V]; a[^1]"));
    }

    [Fact]
    public async Task NullableTypesAreWrittenWithoutWarning()
    {
        await using var session = new TestSession();
        Assert.Empty(await session.RunAsync("string? nothing = null;"));
    }

    [Fact]
    public async Task AWarningIsSaidWithItsLine()
    {
        await using var session = new TestSession();
        var warning = Assert.IsType<StreamOutput>(
            Assert.Single(await session.RunAsync("\nint F() { int z = 1; return 2; }")));
        Assert.Equal("stderr", warning.Name);
        Assert.StartsWith("cell 1, line 2: warning CS0219:", warning.Text);
    }

    [Fact]
    public async Task EachStreamIsOneOutputUntilTheOtherSpeaks()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync(
            "Console.Write('a'); Console.WriteLine(\"b\"); Console.WriteLine(1.5); Console.Error.Write(\"e\"); Console.Write(\"z\");");
        Assert.Equal(
            [new StreamOutput("stdout", "ab\n1.5\n"), new StreamOutput("stderr", "e"), new StreamOutput("stdout", "z")],
            outputs);
    }

    [Fact]
    public async Task TextFromOtherThreadsComesToTheCellThatStartedThem()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync(
            """
            await Task.Run(() => Console.Write("pool "));
            var thread = new System.Threading.Thread(() => Console.Write("thread"));
            thread.Start();
            thread.Join();
            """);
        Assert.Equal([new StreamOutput("stdout", "pool thread")], outputs);
    }

    [Fact]
    public async Task ThereIsNoInput()
    {
        await using var session = new TestSession();
        Assert.Equal("True", await session.ValueAsync("Console.ReadLine() is null && Console.In.ReadToEnd() == \"\""));
    }

    [Fact]
    public async Task OneThreadRunsAllCellsAlsoAfterAnAwait()
    {
        await using var session = new TestSession();
        await session.RunAsync("var first = Environment.CurrentManagedThreadId;");
        Assert.Equal("True", await session.ValueAsync(
            """
            await Task.Delay(5);
            var second = Environment.CurrentManagedThreadId;
            await Task.Run(() => { });
            async Task<int> Later() { await Task.Yield(); return Environment.CurrentManagedThreadId; }
            new[] { second, Environment.CurrentManagedThreadId, await Later() }.All(id => id == first)
            """));
    }

    [Fact]
    public async Task TheStackIsDeep()
    {
        await using var session = new TestSession();
        Assert.Equal("50000",
            await session.ValueAsync("int Depth(int n) => n == 0 ? 0 : 1 + Depth(n - 1); Depth(50_000)"));
    }

    [Fact]
    public async Task TheNotebooksFolderIsCurrentWhileTheSessionLives()
    {
        var before = Environment.CurrentDirectory;
        var console = Console.Out;
        await using (var session = new TestSession())
        {
            session.WriteFile("data.txt", "found");
            Assert.Equal("found", await session.ValueAsync("System.IO.File.ReadAllText(\"data.txt\")"));
        }
        Assert.Equal(before, Environment.CurrentDirectory);
        Assert.Same(console, Console.Out);
    }

    [Fact]
    public async Task AFailedCellKeepsWhatItHadDone()
    {
        await using var session = new TestSession();
        await session.FailAsync("var kept = 7; throw new InvalidOperationException(\"boo\");");
        Assert.Equal("7", await session.ValueAsync("kept"));
        await session.FailAsync("var never = 8; syntax error");
        Assert.Contains("never", (await session.FailAsync("never")).Message);
    }

    [Fact]
    public async Task AnErrorThatNobodyAwaitsIsShownAndTheSessionGoesOn()
    {
        await using var session = new TestSession();
        var outputs = await session.RunAsync(
            "async void Lost() { await Task.Yield(); throw new InvalidOperationException(\"lost\"); } Lost(); await Task.Delay(50);");
        var text = Assert.IsType<StreamOutput>(Assert.Single(outputs));
        Assert.Equal("stderr", text.Name);
        Assert.Contains("System.InvalidOperationException: lost", text.Text);
        Assert.Equal("1", await session.ValueAsync("1"));
    }

    [Fact]
    public async Task AWaitingCellCanBeInterruptedAndTheSessionGoesOn()
    {
        await using var session = new TestSession();
        using var interrupt = new CancellationTokenSource();
        var outputs = new CellOutputBuffer();
        var run = session.Session.RunAsync(
            "var kept = 3; Console.Write(\"started\"); await Task.Delay(-1); kept = 4;", outputs, interrupt.Token);
        while (outputs.Outputs.Count == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await interrupt.CancelAsync();
        var result = await run;
        Assert.True(result.Interrupted);
        Assert.Equal("cell 1 was interrupted.", result.Error!.Message);
        Assert.Equal("3", await session.ValueAsync("kept"));
    }

    [Fact]
    public async Task AnInterruptedCellDoesNotGoOnBehindTheNext()
    {
        await using var session = new TestSession();
        using var interrupt = new CancellationTokenSource();
        var outputs = new CellOutputBuffer();
        var run = session.Session.RunAsync(
            "var gate = new TaskCompletionSource(); var after = 0; Console.Write(\"started\"); await gate.Task; after = 1;",
            outputs,
            interrupt.Token);
        while (outputs.Outputs.Count == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await interrupt.CancelAsync();
        await run;
        Assert.Equal("0", await session.ValueAsync("gate.SetResult(); await Task.Delay(20); after"));
    }

    [Fact]
    public async Task AFolderThatIsNotThereIsNamed()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(
            () => new CSharpSession(new SessionOptions { WorkingDirectory = "/no/such/folder" }));
        Assert.Contains("folder", error.Message);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task AnEndedSessionSaysSo()
    {
        var session = new TestSession();
        await session.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => session.Session.RunAsync("1", new CellOutputBuffer(), TestContext.Current.CancellationToken));
    }
}
