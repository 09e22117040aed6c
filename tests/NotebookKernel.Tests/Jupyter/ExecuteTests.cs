using System.Text.Json.Nodes;

namespace NotebookKernel.Tests.Jupyter;

[Collection(SessionCollection.Name)]
public sealed class ExecuteTests(KernelFixture kernel) : IClassFixture<KernelFixture>
{
    [Fact]
    public void OutputsStandBetweenBusyAndIdleInTheirOrder()
    {
        var run = kernel.FrontEnd.Execute("""
            Console.Write("a"); display("shown"); Console.Write("b"); Console.Error.Write("c"); Console.Write("d");
            40 + 2
            """);
        Assert.Equal("ok", run.Status);
        Assert.Equal(
            ["status", "execute_input", "stream", "display_data", "stream", "stream", "stream",
                "execute_result", "status"],
            run.Types);
        Assert.True(run.Published[0].IsStatus("busy"));
        Assert.True(run.Published[^1].IsStatus("idle"));
        Assert.Equal(["a", "b", "c", "d"],
            run.Published.Where(m => m.Type == "stream").Select(m => (string?)m.Content["text"]));
        var result = run.Published[^2];
        Assert.StartsWith("<div class=\"dni-plaintext\"><pre>42</pre></div>", result.Data("text/html"));
        Assert.Equal((int)run.Reply["execution_count"]!, (int)result.Content["execution_count"]!);
        Assert.Equal((int)run.Reply["execution_count"]!, (int)run.Published[1].Content["execution_count"]!);
    }

    /// <summary>
    /// JupyterLab (CodeCell.execute) and VS Code's Jupyter extension (CellExecution) put a cell's metadata into the
    /// message's, and the real kernel reads them there (JupyterRequestContextExtensions). nbclient sends none.
    /// </summary>
    [Theory]
    [InlineData("""{ "polyglot_notebook": { "kernelName": "html" } }""", "<b>6 * 7</b>")]
    [InlineData("""{ "dotnet_interactive": { "language": "HTML" } }""", "<b>6 * 7</b>")]
    [InlineData("""{ "dotnet_interactive": { "language": "csharp" }, "polyglot_notebook": { "kernelName": "html" } }""",
        "<b>6 * 7</b>")]
    public void ACellIsInTheLanguageThatItsMetadataName(string metadata, string html)
    {
        var run = kernel.FrontEnd.ExecuteNoted("<b>6 * 7</b>", JsonNode.Parse(metadata)!.AsObject());
        Assert.Equal("ok", run.Status);
        Assert.Equal(html, Assert.Single(run.Outputs).Data("text/html"));
    }

    [Fact]
    public void ALanguageThatIsNotHereIsNamedAndOneNoteDoesNotReachTheNextCell()
    {
        var unknown = kernel.FrontEnd.ExecuteNoted(
            "Get-Date", new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "pwsh" } });
        Assert.Equal("error", unknown.Status);
        Assert.Contains("pwsh", (string?)unknown.Reply["evalue"]);

        var noted = kernel.FrontEnd.ExecuteNoted(
            "6 * 7", new JsonObject { ["tags"] = new JsonArray("trained"), ["polyglot_notebook"] = 1 });
        Assert.Equal("42", Assert.Single(noted.Outputs).Data("text/plain"));
        Assert.Equal("42", Assert.Single(kernel.FrontEnd.Execute("6 * 7").Outputs).Data("text/plain"));
    }

    [Fact]
    public void ManySmallWritesBecomeFewMessages()
    {
        var run = kernel.FrontEnd.Execute("for (var i = 0; i < 20000; i++) Console.Write(\"0123456789\");");
        Assert.Equal(string.Concat(Enumerable.Repeat("0123456789", 20000)), run.Text("stdout"));
        // 200,000 characters, at most 32,768 or 50 ms of them together.
        Assert.InRange(run.Types.Count(type => type == "stream"), 1, 400);
    }

    [Fact]
    public void TextLeavesWhileTheCellRuns()
    {
        var cell = kernel.FrontEnd.SendCell("Console.Write(\"early\"); await Task.Delay(-1);");
        Assert.Equal("early",
            (string?)kernel.FrontEnd.Until(cell, message => message.Type == "stream").Content["text"]);
        kernel.FrontEnd.Request("interrupt_request", [], onControl: true);
        kernel.FrontEnd.Finish(cell);
    }

    [Fact]
    public void CharactersOfTwoPartsStayWhole()
    {
        var run = kernel.FrontEnd.Execute(
            "foreach (var c in \"a😀b\") { Console.Write(c); await Task.Delay(120); } Console.Write(\"\\ud83d\");");
        Assert.Equal("a😀b\ufffd", run.Text("stdout"));
    }

    [Fact]
    public void ADisplayIsUpdatedInItsPlace()
    {
        kernel.FrontEnd.Execute("var d = display(\"one\");");
        var shown = kernel.FrontEnd.Execute("d = display(\"one\");").Outputs.Single();
        var updated = kernel.FrontEnd.Execute("d.Update(\"two\");").Outputs.Single();
        Assert.Equal(["display_data", "update_display_data"], [shown.Type, updated.Type]);
        Assert.Equal("two", updated.Data("text/plain"));
        var id = (string?)shown.Content["transient"]?["display_id"];
        Assert.False(string.IsNullOrEmpty(id));
        Assert.Equal(id, (string?)updated.Content["transient"]?["display_id"]);
    }

    [Fact]
    public void AnOutputCanBeCleared()
    {
        var run = kernel.FrontEnd.Execute("Console.Write(\"a\"); clear_output(wait: true); Console.Write(\"b\");");
        Assert.Equal(["stream", "clear_output", "stream"], run.Outputs.Select(output => output.Type));
        Assert.True((bool)run.Outputs[1].Content["wait"]!);
    }

    [Fact]
    public void AnErrorIsPublishedAndReplied()
    {
        var run = kernel.FrontEnd.Execute("var before = 1;\nthrow new InvalidOperationException(\"no way\");");
        Assert.Equal("error", run.Status);
        var error = run.Outputs.Single();
        Assert.Equal("error", error.Type);
        foreach (var content in new[] { error.Content, run.Reply })
        {
            Assert.Equal("InvalidOperationException", (string?)content["ename"]);
            Assert.Equal("no way", (string?)content["evalue"]);
            Assert.Contains(content["traceback"]!.AsArray(), line => ((string)line!).Contains("line 2"));
        }
        Assert.Equal("1", Value("before"));
    }

    [Fact]
    public void AnErrorStopsTheCellsThatWait()
    {
        var slow = kernel.FrontEnd.SendCell("await Task.Delay(200); throw new Exception(\"first\");");
        var waiting = kernel.FrontEnd.SendCell("var reached = true;");
        var question = kernel.FrontEnd.Send("is_complete_request", new JsonObject { ["code"] = "1" });
        var last = kernel.FrontEnd.SendCell("var reachedLast = true;");
        Assert.Equal("error", kernel.FrontEnd.Finish(slow).Status);
        var aborted = kernel.FrontEnd.Finish(waiting);
        Assert.Equal("aborted", aborted.Status);
        Assert.Null(aborted.Reply["execution_count"]);
        Assert.Equal(["status", "status"], aborted.Types);
        Assert.Equal("complete", (string?)kernel.FrontEnd.Reply(question)["status"]);
        Assert.Equal("aborted", kernel.FrontEnd.Finish(last).Status);
        Assert.Equal("error", kernel.FrontEnd.Execute("reached").Status);
        Assert.Equal("ok", kernel.FrontEnd.Execute("1").Status);
    }

    [Fact]
    public void AnErrorStopsNothingWhereTheFrontEndSaysSo()
    {
        var slow = kernel.FrontEnd.SendCell(
            "await Task.Delay(100); throw new Exception(\"first\");", content => content["stop_on_error"] = false);
        var waiting = kernel.FrontEnd.SendCell("\"went on\"");
        Assert.Equal("error", kernel.FrontEnd.Finish(slow).Status);
        Assert.Equal("went on", kernel.FrontEnd.Finish(waiting).Outputs.Single().Data("text/plain"));
    }

    [Fact]
    public void ASilentCellShowsNothingAndTakesNoNumber()
    {
        var before = (int)kernel.FrontEnd.Execute("1").Reply["execution_count"]!;
        var silent = kernel.FrontEnd.Execute(
            "Console.Write(\"x\"); display(\"y\"); var quiet = 5; quiet", content => content["silent"] = true);
        Assert.Equal("ok", silent.Status);
        Assert.Equal(["status", "status"], silent.Types);
        var after = kernel.FrontEnd.Execute("quiet.ToString()");
        Assert.Equal(before + 1, (int)after.Reply["execution_count"]!);
        Assert.Equal("5", after.Outputs.Single().Data("text/plain"));
    }

    [Fact]
    public void ExpressionsAreEvaluatedBesides()
    {
        var run = kernel.FrontEnd.Execute("var seven = 7;", content => content["user_expressions"] = new JsonObject
        {
            ["good"] = "$\"{seven}!\"",
            ["bad"] = "nothing",
        });
        Assert.Equal("7!", (string?)run.Reply["user_expressions"]!["good"]!["data"]!["text/plain"]);
        Assert.Equal("error", (string?)run.Reply["user_expressions"]!["bad"]!["status"]);
        Assert.Empty(run.Outputs);
    }

    [Fact]
    public void AnInterruptReachesTheCellThatRuns()
    {
        kernel.FrontEnd.Execute("var kept = 11;");
        var cell = kernel.FrontEnd.SendCell("await Task.Delay(-1);");
        var waiting = kernel.FrontEnd.SendCell("var never = 1;");
        kernel.FrontEnd.Until(cell, message => message.Type == "execute_input");
        Assert.Equal("ok", (string?)kernel.FrontEnd.Request("interrupt_request", [], onControl: true)["status"]);
        var interrupted = kernel.FrontEnd.Finish(cell);
        Assert.Equal("KeyboardInterrupt", (string?)interrupted.Reply["ename"]);
        Assert.Equal("aborted", kernel.FrontEnd.Finish(waiting).Status);
        Assert.Equal("11", Value("kept"));
    }

    [Fact]
    public void ControlAnswersWhileACellRuns()
    {
        var cell = kernel.FrontEnd.SendCell("await Task.Delay(-1);");
        kernel.FrontEnd.Until(cell, message => message.Type == "execute_input");
        var info = kernel.FrontEnd.Request("kernel_info_request", [], onControl: true);
        Assert.Equal("C#", (string?)info["language_info"]!["name"]);
        kernel.Kernel.Interrupt();
        Assert.Equal("KeyboardInterrupt", (string?)kernel.FrontEnd.Finish(cell).Reply["ename"]);
    }

    [Fact]
    public void ACellAsksThePerson()
    {
        var cell = kernel.FrontEnd.SendCell("""
            var name = input("Name? "); var secret = password("Word? "); var line = Console.ReadLine();
            Console.Write($"{name}, {secret}, {line}");
            """);
        var first = kernel.FrontEnd.Answer("Ada");
        var second = kernel.FrontEnd.Answer("ü");
        kernel.FrontEnd.Answer("");
        Assert.Equal(("Name? ", false), ((string?)first["prompt"], (bool)first["password"]!));
        Assert.Equal(("Word? ", true), ((string?)second["prompt"], (bool)second["password"]!));
        Assert.Equal("Ada, ü, ", kernel.FrontEnd.Finish(cell).Text("stdout"));
    }

    [Fact]
    public void AQuestionCanBeInterrupted()
    {
        var cell = kernel.FrontEnd.SendCell("input(\"Name? \")");
        kernel.FrontEnd.AwaitQuestion();
        kernel.FrontEnd.Request("interrupt_request", [], onControl: true);
        Assert.Equal("KeyboardInterrupt", (string?)kernel.FrontEnd.Finish(cell).Reply["ename"]);
    }

    [Fact]
    public void NobodyIsAskedWhereNobodyCanAnswer()
    {
        static void Alone(JsonObject content) => content["allow_stdin"] = false;
        Assert.Equal("none",
            kernel.FrontEnd.Execute("Console.ReadLine() ?? \"none\"", Alone).Outputs.Single().Data("text/plain"));
        Assert.Equal("error", kernel.FrontEnd.Execute("input(\"Name? \")", Alone).Status);
    }

    private string? Value(string expression) =>
        kernel.FrontEnd.Execute($"({expression}).ToString()").Outputs.Single().Data("text/plain");
}
