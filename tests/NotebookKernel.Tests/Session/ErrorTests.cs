namespace NotebookKernel.Tests;

[Collection(SessionCollection.Name)]
public sealed class ErrorTests
{
    [Fact]
    public async Task AnExceptionSaysItsLineAndTheReadersOwnCalls()
    {
        await using var session = new TestSession();
        await session.RunAsync("1");
        var error = await session.FailAsync(
            """
            int Half(int n)
            {
                if (n % 2 == 1)
                    throw new ArgumentException("odd", new FormatException("inner"));
                return n / 2;
            }
            var good = Half(4);
            Half(3)
            """);
        Assert.Equal(("ArgumentException", "odd"), (error.Name, error.Message));
        Assert.Equal(
            [
                "System.ArgumentException: odd",
                " ---> System.FormatException: inner",
                "   at Half(Int32) in cell 2, line 4",
                "      > throw new ArgumentException(\"odd\", new FormatException(\"inner\"));",
                "   at cell 2, line 8",
            ],
            error.Traceback);
    }

    [Fact]
    public async Task ACallIntoAnEarlierCellNamesBothCells()
    {
        await using var session = new TestSession();
        await session.RunAsync(
            "\n\nstatic class Maths { public static int Fail() => throw new InvalidOperationException(\"x\"); }");
        var error = await session.FailAsync("\nMaths.Fail()");
        Assert.Equal(
            [
                "System.InvalidOperationException: x",
                "   at Maths.Fail() in cell 1, line 3",
                "      > static class Maths { public static int Fail() => throw new InvalidOperationException(\"x\"); }",
                "   at cell 2, line 2",
            ],
            error.Traceback);
    }

    [Fact]
    public async Task AnErrorAfterAnAwaitHasItsLinesToo()
    {
        await using var session = new TestSession();
        var error = await session.FailAsync(
            """
            async Task<int> Later(int n)
            {
                await Task.Delay(1);
                throw new TimeoutException("late");
            }
            await Later(1)
            """);
        Assert.Equal(
            [
                "System.TimeoutException: late",
                "   at Later() in cell 1, line 4",
                "      > throw new TimeoutException(\"late\");",
                "   at cell 1, line 6",
            ],
            error.Traceback);
    }

    [Fact]
    public async Task AnErrorInTheRuntimeStartsThereAndLeadsToTheCell()
    {
        await using var session = new TestSession();
        var error = await session.FailAsync("var a = new List<int>();\na[5].ToString()");
        Assert.Equal("ArgumentOutOfRangeException", error.Name);
        Assert.Equal("      > a[5].ToString()", error.Traceback[^1]);
        Assert.Equal("   at cell 1, line 2", error.Traceback[^2]);
        Assert.DoesNotContain(error.Traceback, line => line.Contains("NotebookKernel"));
    }

    [Fact]
    public async Task ACompilerErrorShowsThePlace()
    {
        await using var session = new TestSession();
        var error = await session.FailAsync("var x = 1;\n\tvar y = x +;\nfoo();");
        Assert.Equal("CompilationError", error.Name);
        Assert.Equal("cell 1, line 2: error CS1525: Invalid expression term ';'", error.Message);
        Assert.Equal(
            [
                "cell 1, line 2: error CS1525: Invalid expression term ';'",
                "    \tvar y = x +;",
                "    \t           ^",
                "cell 1, line 3: error CS0103: The name 'foo' does not exist in the current context",
                "    foo();",
                "    ^^^",
                "Hint: If another cell defines foo, run that one first.",
            ],
            error.Traceback);
    }

    [Fact]
    public async Task ErrorsInALoadedFileNameTheFile()
    {
        await using var session = new TestSession();
        session.WriteFile("good.csx", "int Fail() {\n  throw new InvalidOperationException(\"x\"); }");
        session.WriteFile("bad.csx", "int a = 1;\nint b = ;");
        var thrown = await session.FailAsync("#load \"good.csx\"\nFail()");
        Assert.Equal("   at Fail() in good.csx, line 2", thrown.Traceback[1]);
        Assert.Equal("      > throw new InvalidOperationException(\"x\"); }", thrown.Traceback[2]);
        var compiled = await session.FailAsync("#load \"bad.csx\"");
        Assert.StartsWith("bad.csx, line 2: error CS1525", compiled.Message);
    }

    [Fact]
    public async Task AnUncaughtTaskFailureNamesTheErrorAndNotTheTask()
    {
        await using var session = new TestSession();
        var error = await session.FailAsync(
            "await Task.WhenAll(Task.Run(() => { throw new NotSupportedException(\"no\"); }))");
        Assert.Equal(("NotSupportedException", "no"), (error.Name, error.Message));
    }

    [Fact]
    public async Task TheNativeStackInATensorLibrarysMessageIsLeftOut()
    {
        await using var session = new TestSession();
        var error = await session.FailAsync(
            "throw new Exception(\"sizes differ\\nException raised from f at /a/b.cpp:3 (most recent call first):\\nframe #0: x (0x7f in /a/libc10.so)\");");
        Assert.Equal("sizes differ", error.Message);
        Assert.Equal("System.Exception: sizes differ", error.Traceback[0]);
    }
}
