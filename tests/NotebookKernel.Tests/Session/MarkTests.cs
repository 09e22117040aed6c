namespace NotebookKernel.Tests;

/// <summary>A session can try something and come back.</summary>
[Collection(SessionCollection.Name)]
public sealed class MarkTests
{
    [Fact]
    public async Task WhatWasDefinedSinceIsForgotten()
    {
        await using var session = new TestSession();
        await session.RunAsync("var x = 1; int Twice(int n) => 2 * n; var list = new List<int>();");
        var back = session.Session.Mark();
        await session.RunAsync("var x = \"other\"; int Twice(int n) => 200 * n; var extra = 5; list.Add(7);");
        Assert.Equal("1000", await session.ValueAsync("Twice(extra)"));

        back();
        Assert.Equal("2", await session.ValueAsync("Twice(x)"));
        Assert.Contains("'extra' does not exist", (await session.FailAsync("extra")).Message);
        Assert.Equal("1", await session.ValueAsync("list.Count"));

        await session.RunAsync("var y = Twice(x) + 1;");
        back();
        Assert.Contains("'y' does not exist", (await session.FailAsync("y")).Message);
        Assert.Equal("2", await session.ValueAsync("Twice(x)"));
    }

    [Fact]
    public async Task AFunctionDefinedManyTimesIsTheOldOneAgain()
    {
        await using var session = new TestSession();
        await session.RunAsync("int F(int n) => n;");
        var back = session.Session.Mark();
        for (var i = 0; i < 12; i++) await session.RunAsync($"int F(int n) => {i} * n;");
        back();
        Assert.Equal("3", await session.ValueAsync("F(3)"));
        for (var i = 0; i < 12; i++) await session.RunAsync($"int F(int n) => {i} + n;");
        Assert.Equal("14", await session.ValueAsync("F(3)"));
    }
}
