using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

[Trait("Lane", "slow")]
public sealed class FeatureClassifierTests
{
    [Fact]
    public void TheGarmentClassifierReadsImagesItWasNotTrainedOn()
    {
        using var scope = NewDisposeScope();
        using var classifier = Pretrained.FashionClassifier();
        var garments = DatasetStore.EmbeddedFashionMnist().Take(1000);
        Assert.InRange(classifier.Accuracy(garments.Images(), garments.Labels()), 0.87, 1);
        var features = classifier.AllFeatures(garments.Images());
        Assert.Equal([1000, 64], features.shape);
        Assert.True(features.min().item<float>() >= 0);
    }

    [Fact]
    public void ItLearnsTheUciDigits()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var digits = Digits8x8.Load();
        using var classifier = new FeatureClassifier(new(ImageSize: 8));
        var losses = classifier.Train(digits.Take(1400), passes: 6, seed: 1).ToList();
        Assert.True(losses[^1] < 0.7 * losses[0], $"loss {losses[0]} -> {losses[^1]}");
        var rest = digits.Skip(1400);
        Assert.InRange(classifier.Accuracy(rest.Images(), rest.Labels()), 0.8, 1);
    }

    [Fact]
    public void AClassifierComesBackFromItsFile()
    {
        var path = Path.GetTempFileName();
        using var classifier = new FeatureClassifier(new(ImageChannels: 3, ImageSize: 8, Classes: 4, Width: 8));
        classifier.Save(path);
        using var back = ClassifierFile.Parse(File.ReadAllBytes(path), path);
        using var images = randn(2, 3, 8, 8);
        Assert.True(classifier.forward(images).equal(back.forward(images)).all().item<bool>());
        Assert.Contains("[B, 3, 8, 8]",
            Assert.Throws<ArgumentException>(() => back.Features(zeros(1, 1, 8, 8))).Message);
        Assert.Contains("no classifier", Assert.Throws<InvalidDataException>(
            () => ClassifierFile.Parse(EmbeddedData.Read("digits-8x8-unet.safetensors"), "unet")).Message);
        File.Delete(path);
    }
}
