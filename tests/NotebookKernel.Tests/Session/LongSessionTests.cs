namespace NotebookKernel.Tests;

/// <summary>Sessions in which cells are run again and again, as people do.</summary>
[Collection(SessionCollection.Name)]
[Trait("Lane", "slow")]
public sealed class LongSessionTests
{
    private const int Times = 30;

    [Fact]
    public async Task FunctionDefinedAnewManyTimesIsTheLastOne()
    {
        await using var session = new TestSession();
        await session.RunAsync("int Twice(int v) => -1; Func<int, int> first = Twice;");
        for (var n = 1; n <= Times; n++)
            Assert.Equal($"{n + 5}", await session.ValueAsync($"int Twice(int v) => v + {n}; Twice(5)"));
        Assert.Equal($"{Times}", await session.ValueAsync("new[] { 0 }.Select(Twice).First()"));
        Assert.Equal("-1", await session.ValueAsync("first(3)"));
        Assert.Equal("Twice", await session.ValueAsync("nameof(Twice)"));
        var shown = Assert.IsType<DisplayOutput>(Assert.Single(await session.RunAsync("#!who")));
        Assert.Equal("first", shown.Text("text/plain"));
        var completion = Assert.Single(
            session.Session.Help.Complete("Twi", 3, TestContext.Current.CancellationToken).Items);
        Assert.Equal(new CodeCompletion("Twice", "function"), completion);
    }

    [Fact]
    public async Task OverloadsThatAreNotDefinedAnewStay()
    {
        await using var session = new TestSession();
        await session.RunAsync(
            "string Name(string s) => \"text\"; string Name(int v, int w = 1) => \"two\"; int Name<T>(T[] all) => all.Length;");
        for (var n = 1; n <= Times; n++)
            await session.RunAsync($"string Name(int v) => \"{n}\";");
        Assert.Equal($"{Times} text two 3",
            await session.ValueAsync("$\"{Name(1)} {Name(\"\")} {Name(1, 2)} {Name(new[] { 1, 2, 3 })}\""));
    }

    [Fact]
    public async Task FunctionOfAnOlderTypeOfTheSameNameStays()
    {
        await using var session = new TestSession();
        await session.RunAsync("record Point(int X); var old = new Point(7); int Read(Point p) => p.X;");
        for (var n = 1; n <= Times; n++)
            await session.RunAsync($"record Point(int X); int Read(Point p) => p.X + {n};");
        Assert.Equal($"7 {Times + 1}", await session.ValueAsync("$\"{Read(old)} {Read(new Point(1))}\""));
    }

    [Fact]
    public async Task NameCanBeAFunctionThenAVariableThenAFunctionAgain()
    {
        await using var session = new TestSession();
        for (var n = 1; n <= Times; n++)
        {
            await session.RunAsync($"int It(int v) => v + {n};");
            await session.RunAsync($"string It(string v) => v + {n};");
        }
        await session.RunAsync("var It = 5;");
        Assert.Equal("5", await session.ValueAsync("It"));
        // C# looks past what cannot be called.
        Assert.Equal($"{Times}", await session.ValueAsync("It(\"\")"));
        await session.RunAsync("long It(int v) => 2L * v;");
        Assert.Equal("8", await session.ValueAsync("It(4)"));
    }

    [Fact]
    public async Task ExtensionMethodDefinedAnewIsTheLastOne()
    {
        await using var session = new TestSession();
        for (var n = 1; n <= Times; n++)
            await session.RunAsync($"static int Plus(this int v) => v + {n};");
        Assert.Equal($"{Times + 1}", await session.ValueAsync("Plus(1)"));
    }

    [Theory]
    [InlineData("int.TryParse(\"3\", out var seen);", "seen", "3")]
    [InlineData("var (left, right) = (1, 2);", "left + right", "3")]
    [InlineData("object o = 3; if (o is int found) { }", "found", "3")]
    [InlineData("using static System.Math;", "Max(3, 2)", "3")]
    [InlineData("using System.IO;", "nameof(Path)", "Path")]
    [InlineData("using Numbers = System.Collections.Generic.List<int>;", "new Numbers { 1, 2, 3 }.Count", "3")]
    [InlineData("enum Colour { Red = 3 }", "(int)Colour.Red", "3")]
    [InlineData("delegate int Change(int v);", "((Change)(v => v + 1))(2)", "3")]
    [InlineData("int Late() { return 3; }", "Late()", "3")]
    [InlineData("int Computed => 3;", "Computed", "3")]
    [InlineData("async Task<int> Later() { await Task.Yield(); return 3; }", "await Later()", "3")]
    [InlineData("#r \"System.Xml.Linq\"\nusing System.Xml.Linq;", "new XElement(\"a\").Name.LocalName.Length + 2", "3")]
    [InlineData("#load \"three.csx\"", "Three", "3")]
    public async Task WhatACellDefinesIsSeenAfterCellsThatDefineNothing(string definition, string use, string value)
    {
        await using var session = new TestSession();
        session.WriteFile("three.csx", "var Three = 3;");
        await session.RunAsync("1 + 1");
        await session.RunAsync("Console.Write(1);");
        await session.RunAsync(definition);
        await session.RunAsync("// nothing at all");
        await session.RunAsync("for (var i = 0; i < 3; i++) Console.Write(i);");
        await session.FailAsync("throw new Exception();");
        Assert.Equal(value, await session.ValueAsync(use));
        Assert.Equal(value, await session.ValueAsync(use));
    }

    [Fact]
    public async Task CellThatDefinesNothingKeepsItsVariablesWhileLaterOnesRun()
    {
        await using var session = new TestSession();
        await session.RunAsync(
            "var count = 0; var go = new TaskCompletionSource(); var done = new TaskCompletionSource();");
        await session.RunAsync("_ = Task.Run(async () => { await go.Task; count += 40; done.SetResult(); });");
        await session.RunAsync("var another = 2;");
        await session.RunAsync("Console.Write(another);");
        await session.RunAsync("var count2 = 1; count += another;");
        await session.RunAsync("go.SetResult(); await done.Task;");
        Assert.Equal("42 1", await session.ValueAsync("$\"{count} {count2}\""));
    }

    [Fact]
    public async Task AnonymousTypesThatLookAlikeAreOneTypeInAllCells()
    {
        await using var session = new TestSession();
        await session.RunAsync("object kept = null; var other = 1;");
        await session.RunAsync("kept = new { X = 1 };");
        await session.RunAsync("other = 2;");
        Assert.Equal("True", await session.ValueAsync("kept.Equals(new { X = 1 })"));
    }

    [Fact]
    public async Task WorkOfTheCompilerDoesNotGrowWithTheSession()
    {
        await using var session = new TestSession();
        var (early, late) = (0L, 0L);
        for (var n = 1; n <= 240; n++)
        {
            await session.RunAsync($"int Twice(int v) => v * 2; Console.Write(Twice({n}));");
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await session.RunAsync($"Console.Write(Twice({n}));");
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            if (n is > 20 and <= 40)
                early += allocated;
            if (n > 220)
                late += allocated;
        }
        Assert.InRange((double)late / early, 0.5, 1.5);
    }
}
