using System.Diagnostics;

namespace NotebookKernel.Tests;

/// <summary>Interrupted cells end, and their session goes on with its variables.</summary>
[Collection(SessionCollection.Name)]
public sealed class InterruptTests
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true);")]
    [InlineData("for (;;) kept += 0;")]
    [InlineData("do { } while (true);")]
    [InlineData("again: goto again;")]
    [InlineData("IEnumerable<int> Ones() { while (true) yield return 1; } foreach (var n in Ones()) { }")]
    [InlineData("IEnumerable<int> Ones() { while (true) yield return 1; } var all = Ones().Sum(n => 0);")]
    [InlineData("Enumerable.Repeat(1, int.MaxValue).Select(n => n * 0).Sum(n => Enumerable.Repeat(n, 1000).Sum())")]
    [InlineData("int Deep(int n) { var all = 0; for (var i = 0; i < 1000; i++) all += Deep(n + 1); return all; } try { Deep(0); } catch (InsufficientExecutionStackException) { while (true) { } }")]
    [InlineData("while (true) { try { while (true) { } } catch (Exception) { } }")]
    [InlineData("int Work() { for (var i = 0; i < 1000; i++) kept += 0; return 1; } while (true) { try { Work(); } catch { } }")]
    [InlineData("while (true) System.Threading.Thread.Sleep(10);")]
    [InlineData("System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await Task.Yield(); while (true) { }")]
    [InlineData("await Task.Yield(); System.Threading.Thread.Sleep(-1);")]
    [InlineData("await Task.Run(() => { while (true) { } });")]
    [InlineData("Task.Run(() => { while (true) { } }).Wait();")]
    [InlineData("Parallel.For(0, 4, _ => { while (true) { } });")]
    [InlineData("new TaskCompletionSource().Task.Wait();")]
    [InlineData("lock (typeof(Gate)) { System.Threading.Monitor.Wait(typeof(Gate)); } class Gate { }")]
    [InlineData("class Slow { public override string ToString() { while (true) { } } } new Slow()")]
    [InlineData("Endless();")]
    public async Task ACellThatRunsOnIsStopped(string code)
    {
        await using var session = new TestSession();
        session.WriteFile("endless.csx", "void Endless()\n{\n    while (true) ; // for ever\n}");
        await session.RunAsync("#load \"endless.csx\"\nvar kept = 42;");
        var error = await InterruptAsync(session, "Console.Write(\"go\");\n" + code);
        Assert.Equal(("KeyboardInterrupt", "cell 2 was interrupted."), (error.Name, error.Message));
        Assert.Equal("42", await session.ValueAsync("kept"));
        Assert.Equal("3", await session.ValueAsync("var turns = 0; while (turns < 3) turns++; turns"));
    }

    [Fact]
    public async Task TheInterruptSaysWhereTheCellWas()
    {
        await using var session = new TestSession();
        var error = await InterruptAsync(session,
            "void Turn()\n{\n    while (true)\n    {\n        // endless\n    }\n}\nConsole.Write(\"go\");\nTurn();");
        Assert.Equal(
            [
                "KeyboardInterrupt: cell 1 was interrupted.",
                "   at Turn() in cell 1, line 4",
                "      > {",
                "   at cell 1, line 9",
            ],
            error.Traceback);
    }

    [Fact]
    public async Task FinallyBlocksRunToTheirEnd()
    {
        await using var session = new TestSession();
        await session.RunAsync(
            """
            var cleaned = 0;
            class Cleaner(Action clean) : IDisposable { public void Dispose() => clean(); }
            """);
        await InterruptAsync(
            session,
            """
            Console.Write("go");
            using (new Cleaner(() => { for (var i = 0; i < 10; i++) cleaned++; }))
            {
                try { while (true) { } }
                finally { for (var i = 0; i < 10; i++) cleaned++; }
            }
            """);
        Assert.Equal("20", await session.ValueAsync("cleaned"));
    }

    [Fact]
    public async Task WhatRunsInTheBackgroundIsStoppedToo()
    {
        const string ended = "InterruptTests.ended";
        var endings = new System.Collections.Concurrent.ConcurrentQueue<int>();
        AppContext.SetData(ended, (Action<int>)endings.Enqueue);
        await using var session = new TestSession();
        await session.RunAsync(
            $$"""
            var end = (Action<int>)AppContext.GetData("{{ended}}");
            void Run(int n) { try { while (true) { } } finally { end(n); } }
            var task = Task.Run(() => Run(1));
            var thread = new System.Threading.Thread(() => Run(2));
            thread.Start();
            """);
        await InterruptAsync(session, "Console.Write(\"go\"); await Task.Delay(-1);");
        while (endings.Count < 2)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], endings.Order());
        Assert.Equal("3", await session.ValueAsync("1 + 2"));
    }

    [Fact]
    public async Task EndlessRecursionIsAnOrdinaryError()
    {
        await using var session = new TestSession();
        await session.RunAsync("var kept = 42;");
        foreach (var code in (string[])
            [
                "int Deep(int n) { return Deep(n + 1) + 1; }\nDeep(0)",
                "int Deep(int n) => Deep(n + 1) + 1;\nDeep(0)",
                "Func<int, int> deep = null;\ndeep = n => deep(n + 1) + 1;\ndeep(0)",
                "class Loop { public int Next => Next + 1; }\nnew Loop().Next",
                "class Loop { public Loop() { new Loop(); } }\nnew Loop()",
                "struct Loop { public static Loop operator +(Loop a, Loop b) => a + b; }\nnew Loop() + new Loop()",
                "class Loop { public override string ToString() => $\"<{this}>\"; }\nnew Loop().ToString()",
            ])
        {
            var error = await session.FailAsync(code);
            Assert.Equal("InsufficientExecutionStackException", error.Name);
            Assert.True(error.Traceback.Count < 40, error.Traceback.Count.ToString());
        }
        Assert.Equal("42", await session.ValueAsync("kept"));
    }

    [Fact]
    public async Task AFailingThreadOfACellDoesNotEndTheProcess()
    {
        await using var session = new TestSession();
        var outputs = new CellOutputBuffer();
        await session.Session.RunAsync(
            "var t = new System.Threading.Thread(() => throw new FormatException(\"lost\")); t.Start(); t.Join();",
            outputs,
            TestContext.Current.CancellationToken);
        var told = Assert.IsType<StreamOutput>(Assert.Single(outputs.Outputs));
        Assert.StartsWith("Nobody awaited this error:\nSystem.FormatException: lost\n", told.Text);
    }

    private static async Task<ErrorOutput> InterruptAsync(TestSession session, string code)
    {
        using var interrupt = new CancellationTokenSource();
        var outputs = new CellOutputBuffer();
        var running = session.Session.RunAsync(code, outputs, interrupt.Token);
        while (!outputs.Outputs.Any() && !running.IsCompleted)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        await interrupt.CancelAsync();
        var result = await running.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage($"{clock.ElapsedMilliseconds,5} ms  {code.ReplaceLineEndings(" ")}");
        Assert.True(result.Interrupted, string.Join('\n', result.Error?.Traceback ?? ["no error"]));
        return result.Error!;
    }
}
