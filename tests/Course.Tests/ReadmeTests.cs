using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Course.Commands;

/// <summary>A stranger types what README.md says: all of it has to work.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Course = "dotnet run --project lib/Course";

    private readonly string _folder = Directory.CreateTempSubdirectory("readme-").FullName;

    public static TheoryData<string> Commands { get; } = [.. Readme.Commands];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ThereAreCommandsToTest() =>
        Assert.InRange(Readme.Commands.Count(command => command.StartsWith(Course, StringComparison.Ordinal)), 8, 60);

    /// <summary>
    /// Each is a command of the program that its parser takes, or a tool's, with projects, files and tests that are
    /// there.
    /// </summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void ACommandCanBeTyped(string command)
    {
        var (words, _) = Readme.Read(command);
        switch (words)
        {
            case ["dotnet", "run", "--project", "lib/Course", "--", .. var arguments]:
                Assert.Empty(CommandLine.Mistakes(arguments));
                break;
            case ["course", .. var arguments]:
                Assert.Empty(CommandLine.Mistakes(arguments));
                break;
            case ["dotnet", "run" or "test", .. var arguments]:
                var project = Array.IndexOf(arguments, "--project");
                if (project >= 0) Assert.NotEmpty(Projects(arguments[project + 1]));
                var filter = Array.IndexOf(arguments, "--filter-class");
                if (filter >= 0)
                    Assert.NotEmpty(Directory.GetFiles(Path.Combine(Readme.Root, "tests"),
                        arguments[filter + 1] + ".cs", SearchOption.AllDirectories));
                break;
            case ["dotnet", "pack", var packed, "--output", _]:
                Assert.NotEmpty(Projects(packed));
                break;
            case ["dotnet", "build"]:
                Assert.True(File.Exists(Path.Combine(Readme.Root, "DiffusionNotebooks.sln")));
                break;
            case ["dotnet", "tool", "restore"]:
                Assert.True(File.Exists(Path.Combine(Readme.Root, ".config", "dotnet-tools.json")));
                break;
            case ["jupyter", "notebook", var file]:
                Assert.True(File.Exists(Path.Combine(Readme.Root, file)), file);
                break;
            case ["bash", var file]:
                Assert.True(File.Exists(Path.Combine(Readme.Root, file)), file);
                break;
            case ["export", var variable]:
                Assert.Matches("^[A-Z_]+=.", variable);
                break;
            default:
                Assert.Fail($"README.md says '{command}', and no test knows whether that works.");
                break;
        }
    }

    [Fact]
    public void AWrongCommandWouldBeFound()
    {
        Assert.NotEmpty(CommandLine.Mistakes(["draw"]));
        Assert.NotEmpty(CommandLine.Mistakes(["train", "mnist", "--minutos", "3"]));
        Assert.NotEmpty(CommandLine.Mistakes(["brew"]));
        Assert.NotEmpty(CommandLine.Mistakes(["run", "00", "--outputs", "site"]));
    }

    /// <summary>What takes seconds is typed as it stands, in a process of its own.</summary>
    [Theory]
    [Trait("Lane", "slow")]
    [InlineData("-- --help", "kernel")]
    [InlineData("-- doctor", "libtorch")]
    [InlineData("-- book", "chapters")]
    public async Task ACommandOfSecondsRuns(string command, string says)
    {
        Assert.Contains($"{Course} {command}", Readme.Commands);
        var arguments = Readme.Read(command["-- ".Length..]).Words;
        string[] elsewhere =
            command.EndsWith("book", StringComparison.Ordinal) ? ["--course", Readme.Root, "--output", _folder] : [];
        var result = await Typed.CourseAsync([.. arguments, .. elsewhere]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains(says, result.Output);
    }

    /// <summary>The moving picture is what the command below it draws.</summary>
    [Fact]
    [Trait("Lane", "slow")]
    public async Task TheMovingPictureIsMadeByItsCommand()
    {
        var command = Assert.Single(Readme.Commands, command => command.Contains("--film", StringComparison.Ordinal));
        var arguments = Readme.Read(command).Words[5..];
        Assert.Equal("--out", arguments[^2]);
        arguments[^1] = Path.Combine(_folder, "film.png");
        var result = await Typed.CourseAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        var committed = File.ReadAllBytes(Path.Combine(Readme.Root, ".github", "film.png"));
        var made = File.ReadAllBytes(arguments[^1]);
        Assert.InRange(committed.Length, 100_000, 1_000_000);
        // Another machine rounds sums in another way, so the frames differ a little; header and number of frames do
        // not.
        Assert.Equal(committed[..53], made[..53]);
        Assert.InRange(made.Length, 0.97 * committed.Length, 1.03 * committed.Length);
        Assert.True(committed.AsSpan(37, 4).SequenceEqual("acTL"u8));
        Assert.Equal(21, BinaryPrimitives.ReadInt32BigEndian(committed.AsSpan(41)));
    }

    /// <summary>In class the packages are there and the network is not: nobody answers where they came from.</summary>
    [Fact]
    [Trait("Lane", "slow")]
    public async Task WithItsPackagesTheProgramIsRestoredWithoutANetwork()
    {
        var result = await Typed.RunAsync(Typed.Dotnet(
            "restore", Path.Combine(Readme.Root, "lib", "Course"), "--source", "https://127.0.0.1:9/index.json",
            $"-p:ArtifactsFolder={_folder}/artifacts/"));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Fact]
    public void EveryLinkLeadsToAFileOrAHeading()
    {
        foreach (Match link in Regex.Matches(Readme.Text, @"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)"))
        {
            var (file, place) = (link.Groups[1].Value, link.Groups[2].Value);
            if (file.Length > 0)
                Assert.True(Path.Exists(Path.Combine(Readme.Root, file)), $"README.md links to {file}");
            else
                Assert.Contains(place, Regex.Matches(Readme.Text, "^#+ (.*)$", RegexOptions.Multiline)
                    .Select(heading => heading.Groups[1].Value.ToLowerInvariant().Replace(' ', '-')));
        }
    }

    private static string[] Projects(string path) => path.EndsWith(".csproj", StringComparison.Ordinal)
        ? [Path.Combine(Readme.Root, path)]
        : Directory.GetFiles(Path.Combine(Readme.Root, path), "*.csproj");
}
