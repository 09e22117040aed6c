using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class TextUNetTests
{
    private static UNetSizes Tiny => new()
    {
        BaseChannels = 8, Multipliers = [1, 2], AttentionLevels = [1], Patch = 2, Head = 5, ContextSize = 8,
        Words = ["a", "red", "blue", "boot", "bag"], LongestText = 6, TextBlocks = 1,
    };

    private static UNet Stirred(UNetSizes sizes)
    {
        using var noGrad = no_grad();
        manual_seed(4);
        var network = new UNet(sizes);
        foreach (var weights in network.parameters()) weights.add_(randn_like(weights), 0.3);
        network.eval();
        return network;
    }

    private static double Difference(UNet network, string one, string other)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new Generator(1);
        var (x, t) = (randn([1, 1, 8, 8], generator: generator), tensor(new[] { 300f }));
        var words = network.Vocabulary!;
        return (network.forward(x, t, words.Encode(one)) - network.forward(x, t,
            words.Encode(other))).abs().max().item<float>();
    }

    [Fact]
    public void TheOrderOfTheWordsCountsUnlessTheyAreABag()
    {
        using var ordered = Stirred(Tiny);
        using var bag = Stirred(Tiny with { WordOrder = false, TextBlocks = 0 });
        var (one, other) = ("a red boot a blue bag", "a blue boot a red bag");
        Assert.True(Difference(ordered, one, other) > 1e-3);
        Assert.InRange(Difference(bag, one, other), 0, 1e-5);
        // The bag does hear which words there are.
        Assert.True(Difference(bag, one, "a red boot a red bag") > 1e-3);
    }

    [Fact]
    public void WordsThatAreNotThereAreNotLookedAt()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (queries, keys, values) = (randn(2, 3, 8), randn(2, 5, 8), randn(2, 5, 8));
        var mask = tensor(new[] { true, true, true, false, false }).reshape(1, 1, 1, 5).expand(2, 1, 1, 5);
        var masked = AttentionBlock.Attend(queries, keys, values, 2, mask);
        var shorter = AttentionBlock.Attend(queries, keys.narrow(1, 0, 3), values.narrow(1, 0, 3), 2);
        Assert.InRange((masked - shorter).abs().max().item<float>(), 0, 1e-6);

        var encoder = new TextEncoder(vocabulary: 4, longest: 3, size: 8, depth: 1, ordered: true);
        var context = encoder.forward(tensor(new long[] { 2, 1, 0, 0, 0, 0 }, [2, 3]));
        Assert.Equal([2, 4, 8], context.Vectors.shape);
        // The mark before the first word is always there.
        Assert.Equal([true, true, true, false, true, false, false, false],
            context.Mask!.flatten().data<bool>().ToArray());
    }

    [Fact]
    public void NothingToldIsASentenceWithoutWords()
    {
        using var scope = NewDisposeScope();
        using var network = Stirred(Tiny);
        var (x, t) = (randn(2, 1, 8, 8), tensor(new float[] { 10, 700 }));
        var silent = network.forward(x, t, network.Vocabulary!.Encode("", ""));
        Assert.Equal(0, (network.forward(x, t) - silent).abs().max().item<float>());
        Assert.True((network.forward(x, t, network.Vocabulary.Encode("a boot", "a bag")) - silent).abs().amax([1, 2,
            3]).min().item<float>() > 1e-3);
    }

    [Fact]
    public void TheMapsOfTheWordsShareTheLooksOfEveryPlace()
    {
        using var scope = NewDisposeScope();
        using var network = Stirred(Tiny);
        var words = network.Vocabulary!.Encode("a red boot", "a bag");
        var (x, t) = (randn(2, 1, 8, 8), tensor(new float[] { 10, 700 }));
        var maps = network.WordMaps(x, t, words);
        Assert.Equal([2, 6, 8, 8], maps.shape);
        var shares = maps.sum(1);
        // The rest is looked at the mark before the first word.
        Assert.InRange(shares.max().item<float>(), 0.01, 0.999);
        Assert.True(maps[0, 0..3].min().item<float>() > 0);
        Assert.Equal(0, maps[0, 3..].abs().max().item<float>());
        Assert.Equal(0, maps[1, 2..].abs().max().item<float>());
        // A network that reads no words has nothing to watch.
        using var labels = new UNet(new() { BaseChannels = 8, Multipliers = [1] });
        Assert.Throws<InvalidOperationException>(() => labels.WordMaps(x, t, words));
    }

    [Fact]
    public void WordsOfAnotherShapeOrTypeAreRefused()
    {
        using var scope = NewDisposeScope();
        using var network = Stirred(Tiny);
        var (x, t) = (randn(2, 1, 8, 8), zeros(2));
        foreach (var wrong in new[] { zeros(2, 6), zeros(2, 5, ScalarType.Int64), zeros(1, 6, ScalarType.Int64),
            zeros(2, ScalarType.Int64) })
            Assert.Contains("[2, 6] int64",
                Assert.Throws<ArgumentException>(() => network.forward(x, t, wrong)).Message);
        Assert.Contains("LongestText",
            Assert.Throws<ArgumentException>(() => new UNet(Tiny with { LongestText = 0 })).Message);
    }

    [Fact]
    public void ANetworkComesBackFromItsFileWithItsWords()
    {
        using var scope = NewDisposeScope();
        using var network = Stirred(Tiny);
        var path = Path.GetTempFileName();
        new TrainedModel(network, Prediction.Flow, NoiseSchedule.Flow(), [1, 8, 8], [], new Dictionary<string,
            string>()).Save(path);
        using var back = TrainedModel.Load(path);
        File.Delete(path);
        Assert.Equal(Tiny.Words, back.Network.Vocabulary!.Words);
        var (x, t, words) = (randn(1, 1, 8, 8), tensor(new[] { 500f }), back.Network.Vocabulary.Encode("a red bag"));
        Assert.Equal(0, (back.Network.forward(x, t, words) - network.forward(x, t, words)).abs().max().item<float>());
        using var drawn = new Ddim().Run(back.DenoiserFor(words, guidance: 2), back.Noise(1),
            TimestepSpacing.Trailing(back.Schedule, 2));
        Assert.Equal([1, 1, 8, 8], drawn.shape);
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(0.0, true)]
    public void DroppedSentencesTeachNoWord(double dropout, bool learns)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var network = Stirred(Tiny);
        var words = network.named_parameters().Single(named => named.name == "text.words.weight").parameter;
        var before = words.detach().clone();
        var data = new TensorData(randn(8, 1, 8, 8),
            network.Vocabulary!.Encode([.. Enumerable.Repeat("a red boot", 8)]));
        using var trainer = new Trainer(network, data, NoiseSchedule.Flow(),
            new() { Prediction = Prediction.Flow, BatchSize = 4, LabelDropout = dropout });
        foreach (var step in trainer.Train(3)) Assert.True(double.IsFinite(step.Loss));
        // Row 0 is the mark before the first word, which every sentence has; 2 is "red".
        var moved = (words - before).abs().amax(1).data<float>().ToArray();
        Assert.True(moved[0] > 0);
        Assert.Equal(learns, moved[2] > 0);
    }
}
