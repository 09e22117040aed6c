using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class TextDiTTests
{
    private static DiTSizes Tiny => new()
    {
        ImageSize = 8, Patch = 4, Width = 16, Depth = 2, Heads = 2, ContextSize = 8,
        Words = ["a", "red", "blue", "boot", "bag"], LongestText = 6, TextBlocks = 1,
    };

    private static DiT Stirred(DiTSizes sizes)
    {
        using var noGrad = no_grad();
        manual_seed(4);
        var network = new DiT(sizes);
        foreach (var weights in network.parameters()) weights.add_(randn_like(weights), 0.3);
        network.eval();
        return network;
    }

    [Fact]
    public void TheWordsAndTheirOrderCount()
    {
        using var scope = NewDisposeScope();
        using var network = Stirred(Tiny);
        var (x, t) = (randn(1, 1, 8, 8), tensor(new[] { 300f }));
        Tensor Told(string sentence) => network.forward(x, t, network.Vocabulary!.Encode(sentence));
        var told = Told("a red boot a blue bag");
        Assert.True((told - Told("a blue boot a red bag")).abs().max().item<float>() > 1e-3);
        Assert.True((told - Told("a red boot a red bag")).abs().max().item<float>() > 1e-3);
        Assert.True((told - network.forward(x, t)).abs().max().item<float>() > 1e-3);
        Assert.Equal(0, (network.forward(x, t) - Told("")).abs().max().item<float>());
    }

    [Fact]
    public void AFreshOneIsNotYetChangedByASentence()
    {
        using var scope = NewDisposeScope();
        using var network = new DiT(Tiny);
        var answer = network.forward(randn(1, 1, 8, 8), zeros(1), network.Vocabulary!.Encode("a red boot"));
        Assert.Equal(0, answer.abs().max().item<float>());
    }

    [Fact]
    public void AllItsWeightsLearn()
    {
        using var scope = NewDisposeScope();
        using var network = Stirred(Tiny);
        network.train();
        network.forward(
            randn(4, 1, 8, 8), ones(4) * 500, network.Vocabulary!.Encode("a red boot", "a blue bag", "a", "boot"))
            .square().mean().backward();
        // The other words' rows are not looked up; every tensor as a whole is reached.
        Assert.All(network.named_parameters(), named =>
            Assert.True(named.parameter.grad is { } grad && grad.abs().max().item<float>() > 0, named.name));
    }

    [Fact]
    public void ItComesBackFromItsFileWithItsWords()
    {
        using var scope = NewDisposeScope();
        using var network = Stirred(Tiny);
        var path = Path.GetTempFileName();
        new TrainedModel(
            network, Prediction.Flow, NoiseSchedule.Flow(), [1, 8, 8], [], new Dictionary<string, string>()).Save(path);
        using var back = TrainedModel.Load(path);
        File.Delete(path);
        Assert.Equal(Tiny.Words, back.Network.Vocabulary!.Words);
        var (x, t, words) = (randn(1, 1, 8, 8), tensor(new[] { 500f }), back.Network.Vocabulary.Encode("a red bag"));
        Assert.Equal(0, (back.Network.forward(x, t, words) - network.forward(x, t, words)).abs().max().item<float>());
    }

    [Fact]
    public void WrongWordsAndSizesAreRefused()
    {
        using var scope = NewDisposeScope();
        using var network = Stirred(Tiny);
        Assert.Contains("[2, 6] int64", Assert.Throws<ArgumentException>(
            () => network.forward(randn(2, 1, 8, 8), zeros(2), zeros(2, 5, ScalarType.Int64))).Message);
        Assert.Contains("LongestText",
            Assert.Throws<ArgumentException>(() => new DiT(Tiny with { LongestText = 0 })).Message);
        Assert.Contains("not both", Assert.Throws<ArgumentException>(() => new DiT(Tiny with { Classes = 3 })).Message);
        using var silent = new DiT(Tiny with { Words = [] });
        Assert.Contains("Words", Assert.Throws<ArgumentException>(
            () => silent.forward(randn(2, 1, 8, 8), zeros(2), zeros(2, 6, ScalarType.Int64))).Message);
        Assert.Contains("sentences", Assert.Throws<ArgumentException>(() => MultiplyAdds.OfCall(network, 8)).Message);
    }
}
