using System.Text.Json.Nodes;

namespace NotebookKernel.Tests.Jupyter;

/// <summary>What the machine does to a kernel: a disk without room, a folder that is gone.</summary>
[Collection(SessionCollection.Name)]
public sealed class TroubleTests
{
    /// <summary>
    /// A folder where the note's file should be: nobody can write it, root neither, as on a full disk.
    /// </summary>
    [Fact]
    public async Task ACellRunsWhereItsNoteCannotBeWritten()
    {
        await using var kernel = new KernelFixture();
        Directory.CreateDirectory(kernel.NotePath);
        for (var number = 1; number <= 2; number++)
        {
            var executed = kernel.FrontEnd.Execute("Console.Write(\"it runs\");");
            Assert.Equal("ok", executed.Status);
            Assert.Equal(number, (int)executed.Reply["execution_count"]!);
            Assert.Equal("it runs", executed.Text("stdout"));
        }
    }

    [Fact]
    public async Task ACellThatTakesItsNotesPlaceEndsAsAnyOther()
    {
        await using var kernel = new KernelFixture();
        var executed = kernel.FrontEnd.Execute(
            "System.IO.File.Delete(\"running\"); System.IO.Directory.CreateDirectory(\"running\"); Console.Write(\"it ran\");");
        Assert.Equal("ok", executed.Status);
        Assert.Equal("it ran", executed.Text("stdout"));
        Assert.Equal("ok", kernel.FrontEnd.Execute("1").Status);
    }

    /// <summary>The kernel's log is a file on the full disk too.</summary>
    [Fact]
    public async Task ACellRunsWhereTheLogCannotBeWritten()
    {
        var console = Console.Error;
        Console.SetError(new FullDisk());
        try
        {
            await using var kernel = new KernelFixture();
            Directory.CreateDirectory(kernel.NotePath);
            Assert.Equal("ok", kernel.FrontEnd.Execute("1").Status);
            await kernel.EndSessionAsync();
            Assert.Equal("error", Assert.Single(kernel.FrontEnd.Execute("1").Outputs).Type);
        }
        finally
        {
            Console.SetError(console);
        }
    }

    /// <summary>A session that has ended stands for whatever may fail before a cell begins.</summary>
    [Fact]
    public async Task AnErrorBeforeTheCellReachesThePage()
    {
        await using var kernel = new KernelFixture();
        await kernel.EndSessionAsync();
        var executed = kernel.FrontEnd.Execute("1");
        Assert.Equal("error", executed.Status);
        Assert.Equal("ObjectDisposedException", (string?)executed.Reply["ename"]);
        var shown = Assert.Single(executed.Outputs);
        Assert.Equal("error", shown.Type);
        Assert.Equal((string?)executed.Reply["evalue"], (string?)shown.Content["evalue"]);
        Assert.NotEmpty(shown.Content["traceback"]!.AsArray());
    }

    [Fact]
    public async Task ARequestWithoutCodeReachesThePage()
    {
        await using var kernel = new KernelFixture();
        var id = kernel.FrontEnd.Send("execute_request", new JsonObject { ["source"] = "1" });
        var shown = Assert.Single(kernel.FrontEnd.Finish(id).Outputs);
        Assert.Equal("error", shown.Type);
        Assert.Contains("'code'", (string?)shown.Content["evalue"]);
    }

    private sealed class FullDisk : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Write(string? value) => throw new IOException("No space left on device");
    }
}
