using System.Security.Cryptography;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

[Trait("Lane", "slow")]
public sealed class PretrainedTests
{
    [Fact]
    public void TheDigitModelDrawsTheDigitsItIsAskedFor()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Pretrained.Digits8x8();
        var data = Digits8x8.Load();
        var labels = arange(50).remainder(10).to(ScalarType.Int64);
        var drawn = new Ddim().Run(model.DenoiserFor(labels, guidance: 2), model.Noise(50, seed: 1),
            TimestepSpacing.Trailing(model.Schedule, 20));
        // The nearest real digit is of the class asked for.
        var nearest = cdist(drawn.reshape(50, 64), data.Images().reshape(-1, 64)).argmin(1);
        var right = data.Labels().index_select(0, nearest).eq(labels).to(ScalarType.Float32).mean().item<float>();
        Assert.InRange(right, 0.94, 1);
        Assert.Equal(10, model.ClassNames.Count);
    }

    [Theory]
    [InlineData("mnist", 0.95)]
    [InlineData("fashion", 0.85)]
    public void AModelDrawsTheClassesItIsAskedForAsAClassifierReadsThem(string name, double least)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = name == "mnist" ? Pretrained.Mnist() : Pretrained.FashionMnist();
        using var classifier = name == "mnist" ? Pretrained.MnistClassifier() : Pretrained.FashionClassifier();
        var labels = arange(60).remainder(10).to(ScalarType.Int64);
        var drawn = new Ddim().Run(model.DenoiserFor(labels, guidance: 2), model.Noise(60, seed: 3),
            TimestepSpacing.Trailing(model.Schedule, 10));
        Assert.InRange(classifier.Accuracy(drawn, labels), least, 1);
        Assert.Equal([1, 28, 28], model.ImageShape);
    }

    [Theory]
    [InlineData("consistency")]
    [InlineData("dmd")]
    public void AStudentDrawsTheDigitItIsAskedForInOneStep(string method)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = method == "dmd" ? Pretrained.MnistMatching() : Pretrained.MnistConsistency();
        using var classifier = Pretrained.MnistClassifier();
        var labels = arange(200).remainder(10).to(ScalarType.Int64);
        var drawn = new Ddim().Run(
            model.DenoiserFor(labels), model.Noise(200, seed: 3), TimestepSpacing.Trailing(model.Schedule, 1));
        Assert.InRange(classifier.Accuracy(drawn, labels), 0.88, 1);
        // Digits of one class differ: the teacher's one step, their mean, has a hundredth of this.
        Assert.InRange(drawn[TensorIndex.Slice(7, 200, 10)].std(0).square().mean().item<float>(), 0.1, 1);
        Assert.Equal((method, true), (model.Story[TrainedModel.Distilled], model.IsOneStep));
    }

    [Fact]
    public void EveryEmbeddedFileHasTheChecksumThatTheReadmeStates()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data-README.md"));
        var stated = Regex.Matches(readme, @"`([0-9a-f]{64})\s+(\S+)`")
            .ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value);
        Assert.Equal(EmbeddedData.Names, stated.Keys.Order(StringComparer.Ordinal));
        foreach (var name in EmbeddedData.Names)
            Assert.Equal(stated[name], Convert.ToHexStringLower(SHA256.HashData(EmbeddedData.Read(name))));
    }
}
