using System.Diagnostics;
using Course.Running;
using NotebookKernel;

[Trait("Lane", "slow")]
public sealed class RunTests
{
    [Fact]
    public async Task RunsEveryNotebookInItsOwnProcessAndGoesOnAfterACrash()
    {
        using var course = new TemporaryCourse()
            .With("00-good", "var x = 20;", "Console.WriteLine(x + 1);")
            .With("01-throws", "1", "throw new InvalidOperationException(\"the reason\");",
                "Console.WriteLine(\"never\");")
            .With(
                "02-killed", "Console.WriteLine(\"before\");", "System.Diagnostics.Process.GetCurrentProcess().Kill();")
            .With("03-last", "Console.WriteLine(\"still here\");");

        var run = await Typed.CourseAsync("run", "--course", course.Root, "--output", course.Book);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 passed, 2 failed", run.Output);
        Assert.Contains("01-throws, cell 2 (throw new", run.Output);
        Assert.Contains("the reason", run.Output);
        Assert.Contains("02-killed, cell 2 (System.Diagnostics", run.Output);
        Assert.Contains("still here", course.BookFile("03-last.html"));
        Assert.Contains("<pre class=\"output text\" tabindex=\"0\">21</pre>", course.BookFile("00-good.html"));

        var killed = NotebookDocument.Load(Path.Combine(course.Book, "notebooks", "02-killed.ipynb"));
        Assert.Equal("before\n", Assert.IsType<StreamOutput>(Assert.Single(killed.Cells[0].Outputs)).Text);
        Assert.Equal("ProcessEnded", Assert.IsType<ErrorOutput>(Assert.Single(killed.Cells[1].Outputs)).Name);

        var index = course.BookFile("index.html");
        Assert.Contains("class=\"status passed\"", index);
        Assert.Contains("class=\"status failed\">cell 2 (throw new", index);
        Assert.DoesNotContain("http-equiv", index);
    }

    [Fact]
    public async Task SaysWhatIsWrongWithACellThatNeverCompilesAndWithAFileThatIsNoNotebook()
    {
        using var course = new TemporaryCourse().With("00-typo", "int x = \"a\";");
        File.WriteAllText(course.NotebookPath("01-broken"), "{ \"cells\": [");

        var run = await Typed.CourseAsync("run", "--course", course.Root, "--output", course.Book);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("CS0029", run.Output);
        Assert.Contains("01-broken.ipynb is not valid JSON", run.Output);
        Assert.Contains("cannot be read", course.BookFile("01-broken.html"));
    }

    [Fact]
    public async Task OfAMillionLinesTheNotebookAndThePageShowTheFirstAndTheLast()
    {
        using var course = new TemporaryCourse()
            .With("00-prints", "for (var line = 0; line < 1_000_000; line++) Console.WriteLine($\"line {line}\");");

        var run = await Typed.CourseAsync("run", "--course", course.Root, "--output", course.Book);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        foreach (var shown in new[]
            { course.BookFile("00-prints.html"), course.BookFile("notebooks/00-prints.ipynb").Replace("\\n\",", "") })
        {
            Assert.Contains("line 499", shown);
            Assert.Contains("[999,000 lines, ", shown);
            Assert.Contains("line 999999", shown);
            Assert.DoesNotContain("line 500000", shown);
            Assert.True(shown.Length < 100_000);
        }
    }

    [Fact]
    public async Task StopsANotebookThatTakesTooLong()
    {
        using var course = new TemporaryCourse().With("00-slow", "await Task.Delay(-1);");
        // A busy machine may need longer than the first limit to come to the cell.
        foreach (var limit in new[] { 4, 20, 100, 500 })
        {
            var run = await Typed.CourseAsync(
                "run", "--course", course.Root, "--output", course.Book, "--timeout", $"{limit}");
            Assert.Equal(1, run.ExitCode);
            Assert.Contains($"The notebook took longer than {limit} s", run.Output);
            if (run.Output.Contains(
                $"cell 1 (await Task.Delay(-1);): The notebook took longer than {limit} s", StringComparison.Ordinal))
                return;
        }
        Assert.Fail("The cell that ran is not named.");
    }

    [Fact]
    public async Task FailFastLeavesTheRestAlone()
    {
        using var course = new TemporaryCourse().With("00-fails", "throw new Exception();").With("01-waits", "1");
        var run = await Typed.CourseAsync("run", "--fail-fast", "--course", course.Root, "--output", course.Book);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("0 passed, 1 failed, 1 stopped", run.Output);
    }

    [Fact]
    public async Task ASecondRunInPlaceChangesNoByte()
    {
        using var course = new TemporaryCourse()
            .With("00-seeded", "var r = new Random(1);\nConsole.WriteLine(r.Next());", "display(r.Next());",
                "new { A = 1 }");
        async Task<byte[]> Run()
        {
            var run = await Typed.CourseAsync("run", "--in-place", "--course", course.Root, "--output", course.Book);
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            return await File.ReadAllBytesAsync(
                course.NotebookPath("00-seeded"), TestContext.Current.CancellationToken);
        }
        var before = await File.ReadAllBytesAsync(
            course.NotebookPath("00-seeded"), TestContext.Current.CancellationToken);
        var first = await Run();
        Assert.NotEqual(before, first);
        Assert.Equal(first, await Run());
    }

    [Fact]
    public async Task ALinkedNotebookIsWrittenWhereTheLinkLeadsWithItsPermissions()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links and permission bits of Unix.");
            return;
        }
        using var course = new TemporaryCourse().With("00-linked", "Console.WriteLine(6 * 7);");
        var (link, target) = (course.NotebookPath("00-linked"), Path.Combine(course.Root, "kept-elsewhere.ipynb"));
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Move(link, target);
        File.SetUnixFileMode(target, OwnerOnly);
        File.CreateSymbolicLink(link, target);

        var run = await Typed.CourseAsync("run", "--in-place", "--course", course.Root, "--output", course.Book);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Contains("42", File.ReadAllText(target));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(target));
    }

    [Fact]
    public async Task WhatIsWrittenInPlaceSaysOnWhatItWasMadeAndIsInFloat32()
    {
        using var course = new TemporaryCourse().With(
            "00-asks", "Environment.GetEnvironmentVariable(\"DIFFUSION_COMPUTE\")");
        async Task<string> Shown(params string[] arguments)
        {
            var run = await Typed.CourseAsync(
                [.. arguments, "--course", course.Root, "--output", course.Book], ("DIFFUSION_COMPUTE", null));
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            return await File.ReadAllTextAsync(
                Path.Combine(course.Book, "notebooks", "00-asks.ipynb"), TestContext.Current.CancellationToken);
        }
        Assert.DoesNotContain("float32", await Shown("run"));
        Assert.Contains("float32", await Shown("run", "--in-place"));
        var executedOn =
            (string)NotebookDocument.Load(course.NotebookPath("00-asks")).Metadata[ExecuteNotebook.ExecutedOn]!;
        Assert.Matches(@"^\w+ with .+, \d+ cores, libtorch 2\.\d+\.\d+, \.NET \d+\.\d+\.\d+$", executedOn);
    }

    [Fact]
    public async Task AFailedNotebookIsNotWrittenInPlace()
    {
        using var course = new TemporaryCourse().With("00-fails", "Console.WriteLine(1);", "throw new Exception();");
        var before = File.ReadAllText(course.NotebookPath("00-fails"));
        await Typed.CourseAsync("run", "--in-place", "--course", course.Root, "--output", course.Book);
        Assert.Equal(before, File.ReadAllText(course.NotebookPath("00-fails")));
    }

    [Fact]
    public async Task SolutionsRunAfterTheLastCellAndLeaveItsOutputsAlone()
    {
        using var course = new TemporaryCourse().With(
            "00-exercise", "// TODO\nvar y = 0;\nConsole.WriteLine(y == 4 ? \"right\" : \"not yet\");");
        course.WriteSolutions(
            "00-exercise", "// %% cell-1\nvar y = 4;\nConsole.WriteLine(y == 4 ? \"right\" : \"not yet\");\n");

        var run = await Typed.CourseAsync("run", "--solutions", "--course", course.Root, "--output", course.Book);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        static string Text(string path) => ((StreamOutput)NotebookDocument.Load(path).Cells[0].Outputs[0]).Text;
        Assert.Equal("not yet\n", Text(Path.Combine(course.Book, "notebooks", "00-exercise.ipynb")));
        Assert.Equal("right\n", Text(Path.Combine(course.Book, "notebooks", "solutions", "00-exercise.ipynb")));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task APageGrowsDuringTheRunAndAnInterruptKillsTheChildAndLeavesNoHalfWrittenFile(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends signals with kill(1)");
        using var course = new TemporaryCourse()
            .With("00-endless", "Console.WriteLine(\"shown so far\" + 1);",
                "System.IO.File.WriteAllText(\"pid\", Environment.ProcessId.ToString());\nwhile (true) { }");
        var start = HearingInterrupts(Self.StartInfo(["run", "--course", course.Root, "--output", course.Book]));
        start.RedirectStandardOutput = true;
        using var program = Process.Start(start)!;
        var note = Path.Combine(course.Root, "notebooks", "pid");
        while (!File.Exists(note) || File.ReadAllText(note).Length == 0)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        using var child = Process.GetProcessById(int.Parse(File.ReadAllText(note)));
        var page = Path.Combine(course.Book, "00-endless.html");
        while (!File.Exists(page) || !File.ReadAllText(page).Contains("shown so far1"))
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Contains("http-equiv=\"refresh\"", File.ReadAllText(page));

        using (var kill = Process.Start("kill", ["-" + signal, $"{program.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, program.ExitCode);
        Assert.True(child.HasExited);
        Assert.Empty(Directory.EnumerateFiles(course.Root, "*.part*", SearchOption.AllDirectories));
        Assert.Contains("not run on this computer", course.BookFile("00-endless.html"));
        Assert.DoesNotContain("http-equiv", course.BookFile("00-endless.html"));
        Assert.DoesNotContain("http-equiv", course.BookFile("index.html"));
    }

    /// <summary>
    /// What runs in the background of a shell (nohup, a job with &amp;) is made to ignore SIGINT, and so are its
    /// children: <c>env</c> gives the program a terminal's signals, however these tests were started.
    /// </summary>
    private static ProcessStartInfo HearingInterrupts(ProcessStartInfo program) => OperatingSystem.IsLinux()
        ? new ProcessStartInfo("env", ["--default-signal=INT,HUP", program.FileName, .. program.ArgumentList])
        : program;
}
