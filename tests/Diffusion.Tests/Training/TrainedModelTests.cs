using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class TrainedModelTests : IDisposable
{
    private readonly string path = Path.Combine(
        Directory.CreateTempSubdirectory("model").FullName, "model.safetensors");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    /// <summary>Saves a small model whose header says something else under one key.</summary>
    private void SaveWith(string? key = null, string value = "", double? lastAlphaBar = null)
    {
        using var model = new TrainedModel(new PointMlp(new(Width: 8, Depth: 1)), Prediction.V,
            NoiseSchedule.Cosine(10), [2], [], new Dictionary<string, string>());
        model.Save(path);
        using var file = Safetensors.Load(path);
        var words = file.Metadata.ToDictionary();
        if (key is not null) words["diffusion." + key] = value;
        if (lastAlphaBar is { } wrong) file.Tensors["schedule.alpha_bar"][9] = tensor(wrong);
        Safetensors.Save(path, file.Tensors, words);
    }

    private string Refusal() => Assert.Throws<InvalidDataException>(() => TrainedModel.Load(path)).Message;

    [Theory]
    [InlineData("prediction", "7", "there are Epsilon, X0, V, Flow")]
    [InlineData("prediction", "1", "there are Epsilon, X0, V, Flow")]
    [InlineData("prediction", "Epsilon, V", "there are Epsilon, X0, V, Flow")]
    [InlineData("prediction", "epsilon", "there are Epsilon, X0, V, Flow")]
    [InlineData("image", "0", "image")]
    [InlineData("image", "", "image")]
    [InlineData("image", "1,-8,8", "image")]
    [InlineData("image", "99999999999999999999", "image")]
    [InlineData("network", "resnet", "there are unet, dit, point-mlp")]
    [InlineData("sizes", "null", "sizes")]
    [InlineData("sizes", "7", "sizes")]
    [InlineData("sizes", """{"Width":-3}""", "sizes")]
    [InlineData("sizes", """{"Width":16,"Depth":1}""", "weights")]
    public void AFieldThatCannotBeIsRefusedWhenRead(string key, string value, string words)
    {
        SaveWith(key, value);
        var message = Refusal();
        Assert.Contains(path, message);
        Assert.Contains(words, message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(2)]
    public void AScheduleThatDoesNotFallIsRefusedWhenRead(double wrong)
    {
        SaveWith(lastAlphaBar: wrong);
        Assert.Contains(path, Refusal());
    }

    [Theory]
    [InlineData("""{"Multipliers":null}""")]
    [InlineData("""{"AttentionLevels":null}""")]
    public void SizesOfAUNetThatCannotBeAreRefusedWhenRead(string sizes)
    {
        SaveWith("network", "unet");
        using (var file = Safetensors.Load(path))
            Safetensors.Save(
                path, file.Tensors, new Dictionary<string, string>(file.Metadata) { ["diffusion.sizes"] = sizes });
        Assert.Contains(path, Refusal());
    }

    [Fact]
    public void EveryTruncationAndAnEmptyFileNameTheFileAndTheWayOut()
    {
        SaveWith();
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(path, whole[..length]);
            var message = Refusal();
            Assert.Contains(path, message);
            Assert.Contains("fetch it again", message);
        }
        Assert.Contains("nowhere.safetensors",
            Assert.Throws<FileNotFoundException>(() => TrainedModel.Load(path + ".nowhere.safetensors")).Message);
        Assert.Contains("digits-8x8-unet.safetensors",
            Assert.Throws<FileNotFoundException>(() => Pretrained.Load("digits")).Message);
    }
}
