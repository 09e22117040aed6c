using Diffusion;
using Diffusion.Tokens;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>Diffusion over letters, held to what can be counted.</summary>
public sealed class TokenTests
{
    private static readonly WordList Three = new(["cat", "cot", "dog"], [3, 1, 4]);
    private static readonly CountingDenoiser Exact = new(Three);

    [Fact]
    public void CountsTheWordsThatFit()
    {
        using var scope = NewDisposeScope();
        var answer = Exact.Probabilities(cat([Three.Read("___"), Three.Read("c__"), Three.Read("_og")]));
        double P(int row, int place, char letter) => answer[row, place, letter - 'a'].item<double>();

        Assert.Equal([3, 3, 26], answer.shape);
        Assert.Equal(0.5, P(0, 0, 'c'), 1e-12);
        Assert.Equal(0.375, P(0, 1, 'a'), 1e-12);
        Assert.Equal(0.625, P(0, 1, 'o'), 1e-12);
        Assert.Equal(0.75, P(1, 1, 'a'), 1e-12);
        Assert.Equal(1, P(1, 0, 'c'), 1e-12);
        Assert.Equal(1, P(2, 0, 'd'), 1e-12);
        Assert.Equal(1, answer.sum(2).min().item<double>(), 1e-12);
    }

    [Fact]
    public void WhereNoWordFitsALetterIsAsProbableAsInTheList()
    {
        using var scope = NewDisposeScope();
        var answer = Exact.Probabilities(Three.Read("z__"));
        Assert.Equal(1, answer[0, 0, 25].item<double>(), 1e-12);
        Assert.Equal(0.5, answer[0, 2, 't' - 'a'].item<double>(), 1e-12);
    }

    [Fact]
    public void TheExactDenoisersBoundIsTheEntropyAndAFreshNetworksIsThatOfGuessing()
    {
        Assert.Equal(-(3 * Math.Log(3 / 8.0) + Math.Log(1 / 8.0) + 4 * Math.Log(0.5)) / 8, Three.Entropy, 1e-12);
        Assert.Equal(Three.Entropy, MaskedDiffusion.Bound(Exact, Three), 1e-9);
        using var fresh = new TokenTransformer(3, width: 16, depth: 1);
        Assert.Equal(3 * Math.Log(26), MaskedDiffusion.Bound(fresh, Three), 1e-5);
    }

    [Fact]
    public void ATransformerLearnsTheWords()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var network = new TokenTransformer(3, width: 16, depth: 1);
        var adam = optim.Adam(network.parameters(), 1e-2);
        for (var step = 0; step < 300; step++)
        {
            using var inner = NewDisposeScope();
            var clean = Three.Draw(64);
            var seen = MaskedDiffusion.Cover(clean, rand(64));
            var loss = nn.functional.cross_entropy(network.forward(seen).transpose(1, 2), clean);
            adam.zero_grad();
            loss.backward();
            adam.step();
        }
        Assert.InRange(MaskedDiffusion.Bound(network, Three), Three.Entropy, Three.Entropy + 0.1);
    }

    [Fact]
    public void CoversEachLetterWithTheProbabilityThatIsItsTime()
    {
        using var scope = NewDisposeScope();
        var texts = Three.Read("dog").expand(20_000, 3);
        var covered = MaskedDiffusion.Cover(texts, cat([zeros(5000), full(10_000, 0.3), ones(5000)]), new Generator(1))
            .eq(WordList.Mask).to(float32);
        Assert.Equal(0, covered[..5000].sum().item<float>());
        Assert.Equal(0.3, covered[5000..15_000].mean().item<float>(), 0.01);
        Assert.Equal(15_000, covered[15_000..].sum().item<float>());
    }

    [Fact]
    public void OneLetterACallIsExactWhateverTheBlockAndKeepsWhatIsWritten()
    {
        using var scope = NewDisposeScope();
        var generator = new Generator(2);
        var (order, chance) = (rand([8000, 3], generator: generator), rand([8000, 3], generator: generator));
        foreach (var size in new[] { 1, 2, 3 })
        {
            var counts = Three.Count(new BlockSampler(size).Run(Exact, Three.Covered(8000), order, chance));
            Assert.Equal(0, counts[^1]);
            Assert.InRange(GTest.Of(counts[..^1], Three.Probabilities).P, 0.001, 1);
        }
        Assert.All(Three.Text(new BlockSampler(3).Run(Exact, Three.Read("_o_").expand(8000, 3), order, chance)),
            text => Assert.Equal('o', text[1]));
    }

    [Fact]
    public void ABlockIsUncoveredInItsOrderAndBlocksFromLeftToRight()
    {
        using var scope = NewDisposeScope();
        var list = new WordList(["abcd"], [1]);
        string[] States(BlockSampler sampler) => [.. sampler.Sample(
            new CountingDenoiser(list), list.Covered(1), tensor(new[] { 0.9f, 0.1f, 0.5f, 0.2f }, [1, 4]), zeros(1, 4))
            .SelectMany(list.Text)];

        Assert.Equal(["_b__", "ab__", "ab_d", "abcd"], States(new BlockSampler(2)));
        Assert.Equal(["_b__", "_b_d", "_bcd", "abcd"], States(new BlockSampler(4)));
        Assert.Equal(["_b_d", "abcd"], States(new BlockSampler(4, perCall: 2)));
        Assert.Equal(["_b__", "_bc_", "abc_", "abcd"], States(new BlockSampler(3)));
    }

    [Fact]
    public void PicksByTheSumOfProbabilities()
    {
        using var scope = NewDisposeScope();
        var probabilities = tensor(new[] { 0.25, 0, 0.5, 0.25 }).expand(5, 4);
        Assert.Equal([0L, 2, 2, 3, 3],
            BlockSampler.Pick(probabilities, tensor(new[] { 0.0, 0.25, 0.7, 0.75, 0.9999999999 }))
                .data<long>().ToArray());
    }

    [Fact]
    public void LeavesNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        var (order, chance, start) = (rand(10, 3), rand(10, 3), Three.Covered(10));
        new BlockSampler(3).Run(Exact, start, order, chance).Dispose();
        // Counted on this thread alone: the collector may take what earlier tests left, at any time.
        var live = DisposeScopeManager.Statistics;
        var before = live.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++) new BlockSampler(3).Run(Exact, start, order, chance).Dispose();
        Assert.Equal(before, live.ThreadTotalLiveCount);
    }

    [Fact]
    public void TheWordsOfTheCourseAreSixHundredAndUnequal()
    {
        var words = WordList.SixLetters();
        Assert.Equal(600, words.Words.Count);
        Assert.Equal(6, words.Length);
        Assert.Equal(600, words.Probabilities[0] / words.Probabilities[^1], 1e-6);
        Assert.Equal(words.Words[3], words.Text(words.Read(words.Words[3]))[0]);
        Assert.Equal(1, words.Validity(words.Draw(100)));
    }

    [Fact]
    public void WhatIsWrongIsNamed()
    {
        Assert.Contains("'do'", Assert.Throws<ArgumentException>(() => new WordList(["cat", "do"], [1, 1])).Message);
        Assert.Contains("'cat' is there 2 times",
            Assert.Throws<ArgumentException>(() => new WordList(["cat", "cat"], [1, 1])).Message);
        Assert.Contains("one is 0",
            Assert.Throws<ArgumentException>(() => new WordList(["cat", "dog"], [1, 0])).Message);
        Assert.Contains("'c-t'", Assert.Throws<ArgumentException>(() => Three.Read("c-t")).Message);
        Assert.Contains("1 to 2 letters",
            Assert.Throws<ArgumentOutOfRangeException>(() => new BlockSampler(2, perCall: 3)).Message);
        Assert.Contains("[1, 2]",
            Assert.Throws<ArgumentException>(() => Exact.Probabilities(zeros(1, 2, int64))).Message);
        Assert.Contains("[1, 4]", Assert.Throws<ArgumentException>(
            () => new BlockSampler(1).Run(Exact, Three.Covered(1), rand(1, 4), rand(1, 3))).Message);
        Assert.Contains("multiple of 16",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TokenTransformer(3, width: 20)).Message);
    }
}
