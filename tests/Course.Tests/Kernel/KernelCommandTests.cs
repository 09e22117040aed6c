/// <summary>What a person types to give Jupyter the kernel, and to take it back.</summary>
[Trait("Lane", "slow")]
public sealed class KernelCommandTests
{
    [Fact]
    public async Task InstallListUninstall()
    {
        using var place = await JupyterPlace.CreateAsync();
        var listed = await place.CourseAsync("kernel", "list");
        Assert.Contains("* .net-csharp", listed.Output);
        Assert.DoesNotContain("does not start", listed.Output);
        var removed = await place.CourseAsync("kernel", "uninstall");
        Assert.Contains("Removed .net-csharp", removed.Output);
        Assert.Contains("is not among them", (await place.CourseAsync("kernel", "list")).Output);
        Assert.Contains("was not installed there", (await place.CourseAsync("kernel", "uninstall")).Output);
    }

    [Fact]
    public async Task InstallIntoAPrefix()
    {
        using var place = await JupyterPlace.CreateAsync();
        var prefix = Path.Combine(place.Notebooks, "not", "there yet");
        var installed = await place.CourseAsync("kernel", "install", "--prefix", prefix);
        Assert.Equal(0, installed.ExitCode);
        var folder = Path.Combine(prefix, "share", "jupyter", "kernels", ".net-csharp");
        Assert.Contains(folder, installed.Output);
        Assert.Contains("JUPYTER_PATH=" + Path.Combine(prefix, "share", "jupyter"), installed.Output);
        foreach (var file in new[]
            { "kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg", "mermaid.min.js" })
            Assert.True(new FileInfo(Path.Combine(folder, file)).Length > 100);
        Assert.Equal(0, (await place.CourseAsync("kernel", "uninstall", "--prefix", prefix)).ExitCode);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task AFileIsNoPlaceToInstallInto()
    {
        var file = typeof(KernelCommandTests).Assembly.Location;
        var result = await Typed.CourseAsync("kernel", "install", "--prefix", file);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(file, result.Error);
        Assert.Contains("--prefix FOLDER", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Fact]
    public async Task AProgramThatIsGoneIsNoticed()
    {
        using var place = await JupyterPlace.CreateAsync();
        var folder = Path.Combine(place.Variables[0].Value!, "kernels", ".net-csharp");
        var path = Path.Combine(folder, "kernel.json");
        await File.WriteAllTextAsync(
            path,
            (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))
                .Replace("course.dll", "gone.dll"),
            TestContext.Current.CancellationToken);
        var listed = await place.CourseAsync("kernel", "list");
        Assert.Contains("does not start", listed.Output);
        Assert.Contains("Run `course kernel install` again.", listed.Output);
    }

    [Fact]
    public async Task TheDoctorStartsTheKernelAndSaysWhatIsWrongWithIt()
    {
        using var place = await JupyterPlace.CreateAsync();
        var folder = Path.Combine(place.Variables[0].Value!, "kernels", ".net-csharp");
        var path = Path.Combine(folder, "kernel.json");
        var spec = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        async Task<string> Examine(string text)
        {
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
            return (await place.CourseAsync("doctor")).Output;
        }
        Assert.Contains($"the kernel in {folder} starts and answers", await Examine(spec));
        var gone = await Examine(spec.Replace("course.dll", "gone.dll"));
        Assert.Contains($"the kernel in {folder} is broken", gone);
        Assert.Contains("gone.dll is not there", gone);
        Assert.Contains(
            "It ends by itself, with code 2: Required command was not provided. Install it again: course kernel install",
            await Examine(spec.Replace("\"run\"", "\"nonsense\"")));
        var other = await Examine(spec.Replace("\"diffusion-notebooks\"", "\"somebody\""));
        Assert.Contains($"another C# kernel in {folder}", other);
        Assert.DoesNotContain("starts and answers", other);
    }

    [Theory]
    [InlineData("name two places", "kernel", "install", "--user", "--prefix", ".")]
    [InlineData("cannot be read", "kernel", "run", "no-such-file.json")]
    public async Task MistakesAreExplained(string expected, params string[] arguments)
    {
        var result = await Typed.CourseAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }
}
