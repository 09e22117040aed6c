using Course.Commands;

public sealed class CommandLineTests
{
    private static async Task<(int Code, string Output, string Error)> Type(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Theory]
    [InlineData("course run 00", "--help")]
    [InlineData("course run --fail-fast", "run", "--help")]
    [InlineData("course book --output site", "book", "--help")]
    [InlineData("course doctor", "doctor", "--help")]
    [InlineData("course convert notes.dib notes.ipynb", "convert", "--help")]
    [InlineData("course draw mnist 7", "draw", "--help")]
    [InlineData("course train scenes", "train", "--help")]
    [InlineData("course evaluate mnist", "evaluate", "--help")]
    public async Task EveryHelpPageHasExamples(string example, params string[] arguments)
    {
        var (code, output, _) = await Type(arguments);
        Assert.Equal(0, code);
        Assert.Contains("Examples:", output);
        Assert.Contains(example, output);
        Assert.DoesNotContain("execute-notebook", output);
    }

    [Theory]
    [InlineData("Did you mean --output?", "run", "--outptu")]
    [InlineData("'run' has no option --wrong", "run", "--wrong")]
    [InlineData("--timeout is '5x'", "run", "--timeout", "5x")]
    [InlineData("--parallel is 0", "run", "--parallel", "0")]
    [InlineData("'rnu'", "rnu")]
    [InlineData("No notebook is named 'zzz'", "run", "zzz")]
    public async Task AMistakeInTypingIsNamed(string words, params string[] arguments)
    {
        using var course = new TemporaryCourse().With("00-one", "1");
        var (code, output, error) = await Type([.. arguments, "--course", course.Root]);
        Assert.Equal(CommandLine.UsageError, code);
        Assert.Contains(words, error + output);
    }

    [Theory]
    [Trait("Lane", "slow")]
    [InlineData(null, null, "awake while alone, asleep beside other programs")]
    [InlineData("5000", null, "GOMP_SPINCOUNT=5000, as the environment says")]
    [InlineData(null, "active", "OMP_WAIT_POLICY=active, as the environment says")]
    public async Task TheDoctorSaysHowTorchsThreadsWaitAndAUsersOwnChoiceStays(
        string? spins, string? wait, string words)
    {
        Assert.SkipUnless(File.Exists("/proc/self/schedstat"),
            "Only Linux tells how long threads wait for a processor.");
        using var course = new TemporaryCourse().With("00-one", "1");
        var run = await Typed.CourseAsync(
            ["doctor", "--course", course.Root], ("GOMP_SPINCOUNT", spins), ("OMP_WAIT_POLICY", wait));
        Assert.Contains($"ok      Neighbours torch's helper threads wait {words}", run.Output);
    }

    [Fact]
    public async Task AFolderWithoutACourseIsNamed()
    {
        var folder = Path.GetTempPath();
        var (code, _, error) = await Type("run", "--course", folder);
        Assert.Equal(CommandLine.UsageError, code);
        Assert.Contains("is not a course", error);
    }

    [Fact]
    [Trait("Lane", "slow")]
    public async Task TheDoctorFindsLibtorchAndTheDataFolderThatIsNotThere()
    {
        using var course = new TemporaryCourse().With("00-one", "1");
        var healthy = await Typed.CourseAsync(["doctor", "--course", course.Root], ("DIFFUSION_DATA", null));
        Assert.True(healthy.ExitCode == 0, healthy.Output);
        Assert.Matches("ok +libtorch +TorchSharp 0\\.107\\.0, \\d+ threads", healthy.Output);
        Assert.Contains("ok      Notebooks  1 in ", healthy.Output);

        var folder = Path.Combine(course.Root, "no-such-folder");
        var ill = await Typed.CourseAsync(["doctor", "--course", course.Root], ("DIFFUSION_DATA", folder));
        Assert.Equal(1, ill.ExitCode);
        Assert.Contains($"MISSING Data       DIFFUSION_DATA is '{folder}', and there is no such folder", ill.Output);
        Assert.Contains("unset the variable", ill.Output);
    }
}
