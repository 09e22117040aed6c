using System.Globalization;
using Course.Commands;
using Diffusion;

namespace Course.Tests;

[Trait("Lane", "slow")]
public sealed class EvaluateCommandTests
{
    [Fact]
    public async Task TheGarmentModelIsReadAsAskedAndNearerThanNoise()
    {
        using var said = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(["evaluate", "fashion"], said, said));
        // fashion   parameters   steps   read as asked   distance   real images   seconds s
        var figures = said.ToString().TrimEnd().Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double Figure(int at) => double.Parse(figures[at], NumberStyles.Any, CultureInfo.InvariantCulture);
        Assert.Equal("fashion", figures[0]);
        using var model = Pretrained.FashionMnist();
        Assert.Equal(model.Network.ParameterCount, Figure(1));
        Assert.InRange(Figure(3), 0.85, 1);
        Assert.InRange(Figure(4), Figure(5), 40);
    }

    [Fact]
    public async Task AModelOfOtherImagesIsRefused()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("evaluate").FullName, "digits.safetensors");
        using (var model = Pretrained.Digits8x8()) model.Save(path);
        using var error = new StringWriter();
        Assert.Equal(CommandLine.UsageError,
            await CommandLine.RunAsync(["evaluate", path, "--data", "fashion"], new StringWriter(), error));
        Assert.Contains("draws 10 classes of [1, 8, 8]", error.ToString());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("neither a model of the course", "nothing")]
    [InlineData("Say with --data", "README.txt")]
    [InlineData("cannot be read as a model", "README.txt", "--data", "mnist")]
    [InlineData("--samples is from 65", "fashion", "--samples", "64")]
    [InlineData("learned the same images", "fashion", "--samples", "100", "mnist")]
    public async Task AMistakeIsExplained(string words, string model, params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("evaluate").FullName;
        File.WriteAllText(Path.Combine(folder, "README.txt"), "no model");
        using var error = new StringWriter();
        string[] arguments = ["evaluate", model == "README.txt" ? Path.Combine(folder, model) : model, .. more];
        Assert.Equal(CommandLine.UsageError, await CommandLine.RunAsync(arguments, new StringWriter(), error));
        Assert.Contains(words, error.ToString());
        Directory.Delete(folder, recursive: true);
    }
}
