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

    [Fact]
    public async Task AFolderWithoutACourseIsNamed()
    {
        var folder = Path.GetTempPath();
        var (code, _, error) = await Type("run", "--course", folder);
        Assert.Equal(CommandLine.UsageError, code);
        Assert.Contains("is not a course", error);
    }
}
