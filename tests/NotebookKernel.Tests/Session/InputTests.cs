namespace NotebookKernel.Tests;

[Collection(SessionCollection.Name)]
public sealed class InputTests
{
    [Fact]
    public async Task CellsAskThePerson()
    {
        await using var session = new TestSession();
        var person = new Person("Ada", "secret", "third");
        var shown = await RunAsync(session, """
            var name = input("Name? ");
            var word = password("Word? ");
            var line = Console.ReadLine();
            Console.Write($"{name}/{word}/{line}");
            """, person);
        Assert.Equal(new StreamOutput("stdout", "Ada/secret/third"), Assert.Single(shown.Outputs));
        Assert.Equal([("Name? ", false), ("Word? ", true), ("", false)], person.Asked);
    }

    [Fact]
    public async Task ALineCanBeReadInPieces()
    {
        await using var session = new TestSession();
        var person = new Person("ab", "c");
        var shown = await RunAsync(session, """
            var first = (char)Console.Read();
            var rest = Console.ReadLine();
            var next = (char)Console.In.Peek();
            Console.Write($"{first}|{rest}|{next}");
            """, person);
        Assert.Equal(new StreamOutput("stdout", "a|b|c"), Assert.Single(shown.Outputs));
        Assert.Equal(2, person.Asked.Count);
    }

    [Fact]
    public async Task WithoutAPersonInputEndsAtOnce()
    {
        await using var session = new TestSession();
        Assert.Equal("True", await session.ValueAsync("Console.ReadLine() == null"));
        var error = await session.FailAsync("input(\"Name?\")");
        Assert.StartsWith("The cell asks for input ('Name?')", error.Message);
    }

    [Fact]
    public async Task ClearingRemovesWhatWasShown()
    {
        await using var session = new TestSession();
        Assert.Equal(new StreamOutput("stdout", "b"), Assert.Single(await session.RunAsync(
            "Console.Write(\"a\"); clear_output(); Console.Write(\"b\");")));
        Assert.Equal(new StreamOutput("stdout", "a"), Assert.Single(await session.RunAsync(
            "Console.Write(\"a\"); clear_output(wait: true);")));
        Assert.Equal(new StreamOutput("stdout", "b"), Assert.Single(await session.RunAsync(
            "Console.Write(\"a\"); clear_output(wait: true); Console.Write(\"b\");")));
    }

    [Fact]
    public async Task AnUncountedRunTakesNoNumber()
    {
        await using var session = new TestSession();
        var quiet = new CellRunOptions { IsCounted = false };
        var cancellation = TestContext.Current.CancellationToken;
        await session.Session.RunAsync("var x = 1;", new CellOutputBuffer(), quiet, cancellation);
        var counted = await session.Session.RunAsync("x", new CellOutputBuffer(), cancellation);
        Assert.Equal(1, counted.ExecutionCount);
        Assert.True(counted.Succeeded);
    }

    private static async Task<CellOutputBuffer> RunAsync(TestSession session, string code, ICellInput person)
    {
        var shown = new CellOutputBuffer();
        var options = new CellRunOptions { Input = person };
        var result = await session.Session.RunAsync(code, shown, options, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Error?.Message);
        return shown;
    }

    private sealed class Person(params string[] answers) : ICellInput
    {
        public List<(string Prompt, bool IsSecret)> Asked { get; } = [];

        public string ReadLine(string prompt, bool isSecret, CancellationToken cancellation)
        {
            Asked.Add((prompt, isSecret));
            return answers[Asked.Count - 1];
        }
    }
}
