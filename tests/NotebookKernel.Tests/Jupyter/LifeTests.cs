using System.Text.Json.Nodes;
using NotebookKernel.Jupyter;

namespace NotebookKernel.Tests.Jupyter;

/// <summary>How a kernel begins and ends.</summary>
[Collection(SessionCollection.Name)]
public sealed class LifeTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task TheKernelEndsWhenAsked(bool restart, bool onControl)
    {
        await using var kernel = new KernelFixture();
        var id = kernel.FrontEnd.Send("shutdown_request", new JsonObject { ["restart"] = restart }, onControl);
        var reply = kernel.FrontEnd.Reply(id, onControl);
        Assert.Equal("ok", (string?)reply["status"]);
        Assert.Equal(restart, (bool)reply["restart"]!);
        Assert.Contains(kernel.FrontEnd.UntilIdle(id), message => message.Type == "shutdown_reply");
        await kernel.Running.WaitAsync(FrontEnd.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task TheKernelEndsWhileACellRuns()
    {
        await using var kernel = new KernelFixture();
        var cell = kernel.FrontEnd.SendCell("await Task.Delay(-1);");
        kernel.FrontEnd.Until(cell, message => message.Type == "execute_input");
        kernel.FrontEnd.Request("shutdown_request", [], onControl: true);
        await kernel.Running.WaitAsync(FrontEnd.Patience, TestContext.Current.CancellationToken);
        Assert.False(File.Exists(kernel.NotePath));
    }

    [Fact]
    public async Task ATakenPortIsNamed()
    {
        await using var kernel = new KernelFixture();
        await using var session = new TestSession();
        var error = Assert.Throws<ConnectionFileException>(
            () => new JupyterKernel(kernel.Connection, session.Session, session.Session.Help));
        Assert.Contains(kernel.Connection.ShellPort.ToString(), error.Message);
    }

    [Fact]
    public async Task AKernelThatDiedLeavesWordsOfItsLastCell()
    {
        string note;
        await using (var first = new KernelFixture())
        {
            var cell = first.FrontEnd.SendCell("\n  await Task.Delay(-1);\nmore");
            first.FrontEnd.Finish(cell);
            cell = first.FrontEnd.SendCell("\n  await Task.Delay(-1);");
            first.FrontEnd.Until(cell, message => message.Type == "execute_input");
            note = await File.ReadAllTextAsync(first.NotePath, TestContext.Current.CancellationToken);
        }
        await using var next = new KernelFixture(note);
        var words = next.FrontEnd.Execute("1").Text("stderr");
        Assert.Contains("while it ran cell 2 (await Task.Delay(-1);)", words);
        Assert.Equal("", next.FrontEnd.Execute("1").Text("stderr"));
    }

    [Theory]
    [InlineData("""{"transport":"ipc","shell_port":1,"control_port":2,"stdin_port":3,"iopub_port":4,"hb_port":5}""",
        "transport 'ipc'")]
    [InlineData("""{"key":"k","signature_scheme":"hmac-md5","shell_port":1,"control_port":2,"stdin_port":3,"iopub_port":4,"hb_port":5}""", "hmac-md5")]
    [InlineData("""{"key":"k"}""", "shell_port")]
    [InlineData("not json", "not what Jupyter writes")]
    public void AConnectionFileThatCannotBeUsedIsExplained(string text, string expected)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        var error = Assert.Throws<ConnectionFileException>(() => ConnectionInfo.Load(path));
        File.Delete(path);
        Assert.Contains(expected, error.Message);
        Assert.Contains(path, error.Message);
    }
}
