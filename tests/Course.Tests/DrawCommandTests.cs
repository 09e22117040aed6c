using System.Buffers.Binary;
using Course.Commands;
using Course.Drawing;
using Diffusion;

namespace Course.Tests;

public sealed class DrawCommandTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("draw").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private async Task<byte[]> Drawn(string name, params string[] arguments)
    {
        var path = Path.Combine(root, name);
        using var said = new StringWriter();
        var code = await CommandLine.RunAsync(["draw", .. arguments, "--steps", "3", "--threads", "1", "--out", path],
            said, said);
        Assert.True(code == 0, said.ToString());
        Assert.Contains(path, said.ToString());
        return File.ReadAllBytes(path);
    }

    private static (int Width, int Height) Size(byte[] png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));

    [Fact]
    public async Task OnePictureIsEnlargedAndFollowsFromItsSeed()
    {
        var seven = await Drawn("seven.png", "digits", "7", "--seed", "3");
        Assert.Equal((256, 256), Size(seven));
        Assert.Equal((40, 40), Size(await Drawn("small.png", "digits", "7", "--pixel", "5")));
        Assert.Equal(seven, await Drawn("again.png", "digits", "7", "--seed", "3"));
        Assert.NotEqual(seven, await Drawn("other.png", "digits", "7", "--seed", "4"));
        Assert.NotEqual(seven, await Drawn("eight.png", "digits", "8", "--seed", "3"));
        Assert.NotEqual(seven, await Drawn("weak.png", "digits", "7", "--seed", "3", "--guidance", "1"));
        Assert.NotEqual(seven, await Drawn("not.png", "digits", "7", "--seed", "3", "--not", "1"));
        Assert.NotEqual(seven, await Drawn("sampler.png", "digits", "7", "--seed", "3", "--sampler", "ddpm"));
    }

    [Fact]
    public async Task WithoutWordsAllClassesAreDrawnAndACountMakesRows()
    {
        var (width, height) = Size(await Drawn("all.png", "digits", "--pixel", "2"));
        Assert.True(width > 4 * height, $"{width} x {height}: ten digits lie side by side");
        (width, height) = Size(await Drawn("grid.png", "digits", "3", "5", "8", "--count", "2", "--pixel", "2"));
        Assert.True(height > 2 * 3 * 2 * 8, $"{width} x {height}: three rows");
    }

    [Fact]
    public async Task AModelThatIsToldNothingDrawsAndIsAskedForNothing()
    {
        var path = Path.Combine(root, "free.safetensors");
        using (var network = new UNet(new() { BaseChannels = 8, Multipliers = [1] }))
            new TrainedModel(network, Prediction.Flow, NoiseSchedule.Flow(), [1, 8, 8], [], new Dictionary<string,
                string>()).Save(path);
        Assert.NotEmpty(await Drawn("free.png", path, "--count", "4"));
        using var error = new StringWriter();
        Assert.Equal(CommandLine.UsageError, await CommandLine.RunAsync(["draw", path, "boot", "--out",
            Path.Combine(root, "no.png")], new StringWriter(), error));
        Assert.Contains("cannot be asked for 'boot'", error.ToString());
    }

    [Fact]
    public async Task ASentenceIsReadByAModelOfScenes()
    {
        var path = Path.Combine(root, "words.safetensors");
        using (var network = new UNet(new UNetSizes { ImageChannels = 3, BaseChannels = 8, Multipliers = [1],
            ContextSize = 8, Words = ["a", "red", "boot"], LongestText = 4 }))
            new TrainedModel(network, Prediction.Flow, NoiseSchedule.Flow(), [3, 8, 8], [], new Dictionary<string,
                string>()).Save(path);
        Assert.NotEmpty(await Drawn("words.png", path, "a red boot", "--count", "2"));
        using var error = new StringWriter();
        Assert.Equal(CommandLine.UsageError, await CommandLine.RunAsync(["draw", path, "a rad boot", "--out",
            Path.Combine(root, "no.png")], new StringWriter(), error));
        Assert.Contains("Did you mean 'red'?", error.ToString());
        Assert.False(File.Exists(Path.Combine(root, "no.png")));
    }

    [Theory]
    [InlineData("Did you mean digits?", "digts")]
    [InlineData("It draws: 0, 1, 2", "digits", "boot")]
    [InlineData("does not end with .png", "digits", "--out", "seven.jpg")]
    [InlineData("--steps is from 1 to 1000, not 0", "digits", "--steps", "0")]
    [InlineData("--count is from 1 to 100, not 0", "digits", "--count", "0")]
    [InlineData("--pixel is from 1 to 64, not 100", "digits", "--pixel", "100")]
    public async Task AMistakeIsExplained(string words, params string[] arguments)
    {
        using var error = new StringWriter();
        Assert.Equal(CommandLine.UsageError,
            await CommandLine.RunAsync(["draw", .. arguments], new StringWriter(), error));
        Assert.Contains(words, error.ToString());
    }

    [Theory]
    [InlineData("\e_Gf=100,a=T,m=0;AQID\e\\", "TERM=xterm-kitty")]
    [InlineData("\e_Gf=100,a=T,m=0;AQID\e\\", "TERM_PROGRAM=ghostty")]
    [InlineData("\e]1337;File=inline=1;size=3:AQID\a", "TERM_PROGRAM=iTerm.app")]
    [InlineData("\e]1337;File=inline=1;size=3:AQID\a", "TERM_PROGRAM=WezTerm")]
    [InlineData(null, "TERM=xterm-256color")]
    [InlineData(null, "TERM=xterm-kitty", "TMUX=/tmp/tmux")]
    public void APictureIsShownOnlyWhereTheTerminalSaysItCan(string? expected, params string[] variables)
    {
        var set = variables.Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(expected, TerminalPicture.Detect(set.GetValueOrDefault)?.Show([1, 2, 3]));
    }

    [Fact]
    public void KittyGetsALargePictureInPieces()
    {
        var shown = TerminalPicture.Detect(name => name == "TERM" ? "xterm-kitty" : null)!.Show(new byte[6000]);
        Assert.Equal([1, 0], shown.Split("m=").Skip(1).Select(piece => piece[0] - '0'));
    }

    [Fact]
    public void TheLineOfStepsIsWrittenOverAndOnlyForAPersonWhoWatches()
    {
        using var terminal = new StringWriter();
        var line = new StepLine(terminal, isWatched: true);
        line.Report(9, 10);
        line.Clear();
        Assert.Equal("\rstep 9 of 10\r            \r", terminal.ToString());
        using var file = new StringWriter();
        new StepLine(file, isWatched: false).Report(1, 10);
        Assert.Empty(file.ToString());
    }
}
