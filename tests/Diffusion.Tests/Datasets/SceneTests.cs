using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class SceneTests
{
    private static readonly SceneData Training = SceneData.Training(4000, seed: 2);
    private static readonly SceneData HeldOut = SceneData.HeldOut(1000, seed: 2);

    private static IEnumerable<Scene> Scenes(SceneData data) => Enumerable.Range(0, data.Count).Select(data.SceneAt);

    [Fact]
    public void AFifthOfTheCombinationsIsHeldOutOfTraining()
    {
        foreach (var things in new[] { 1, 2 })
        {
            var all = Scene.All(things);
            Assert.Equal(things == 1 ? 6 * 6 * 2 * 3 : 36 * 25, all.Count);
            Assert.InRange((double)all.Count(scene => scene.IsHeldOut) / all.Count, 0.19, 0.21);
        }
        Assert.DoesNotContain(Scenes(Training), scene => scene.IsHeldOut);
        Assert.All(Scenes(HeldOut), scene => Assert.True(scene.IsHeldOut));
    }

    [Fact]
    public void EveryKindIsLearnedInEveryColourSizeAndPlace()
    {
        var seen = Scene.All(1).Where(scene => !scene.IsHeldOut).ToList();
        foreach (var kind in SceneWords.Kinds)
        {
            var ofKind = seen.Where(scene => scene.Things[0].Kind == kind).ToList();
            foreach (var colour in SceneWords.Colours) Assert.Contains(ofKind, scene =>
                scene.Things[0].Colour == colour);
            foreach (var place in SceneWords.Places)
                foreach (var size in SceneWords.Sizes)
                    Assert.Contains(ofKind, scene => scene.Place == place && scene.Things[0].Size == size);
        }
    }

    [Fact]
    public void AQuarterOfTheSentencesAtLeastNamesTwoThingsOfDifferentColours()
    {
        var two = Scenes(Training).Where(scene => scene.Things.Count == 2).ToList();
        Assert.InRange(two.Count, Training.Count / 4, Training.Count);
        Assert.All(two, scene => Assert.NotEqual(scene.Things[0].Colour, scene.Things[1].Colour));
    }

    [Fact]
    public void ASceneIsSaidInSeveralWays()
    {
        var two = Scene.Two(new("seven", "red"), new("boot", "blue"));
        Assert.Equal(
            ["a red seven left of a blue boot", "a blue boot right of a red seven",
                "on the left a red seven, on the right a blue boot",
                    "on the right a blue boot, on the left a red seven"],
            Enumerable.Range(0, SceneWords.Wordings).Select(wording => SceneWords.Say(two, wording)));
        var one = Scene.One("bag", "green", "small", "middle");
        Assert.Equal(
            ["a small green bag in the middle", "in the middle a small green bag",
                "a bag in the middle, small and green",
                "in the middle a green bag, small"],
            Enumerable.Range(0, SceneWords.Wordings).Select(wording => SceneWords.Say(one, wording)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SceneWords.Say(one, SceneWords.Wordings));
    }

    [Fact]
    public void TheSameNumberGivesTheSamePictureAndSentence()
    {
        using var scope = NewDisposeScope();
        var again = SceneData.Training(4000, seed: 2);
        int[] some = [0, 17, 3999];
        var (first, second, other) = (Training.Batch(some), again.Batch(some),
            SceneData.Training(4000, seed: 3).Batch(some));
        Assert.True(first.Images.eq(second.Images).all().item<bool>());
        Assert.True(first.Condition!.eq(second.Condition!).all().item<bool>());
        Assert.False(first.Images.eq(other.Images).all().item<bool>());
        Assert.Equal([3, 3, 32, 32], first.Images.shape);
        Assert.InRange(first.Images.max().item<float>(), 0.5f, 1);
        Assert.Equal(-1, first.Images.min().item<float>());
        var words = SceneWords.Vocabulary.Read(first.Condition![1].data<long>().ToArray());
        Assert.Equal(string.Join(' ', Vocabulary.Split(Training.SentenceAt(17))), words);
        Assert.Throws<ArgumentOutOfRangeException>(() => Training.Batch([4000]));
    }

    /// <summary>A picture made by hand, without the painter: a bar of one colour.</summary>
    private static Tensor Bar(float[] rgb, int left, int top, int width, int height)
    {
        var picture = full([1, 3, 32, 32], -1f);
        for (var channel = 0; channel < 3; channel++)
            picture[0, channel].narrow(0, top, height).narrow(1, left, width).fill_(2 * rgb[channel] - 1);
        return picture;
    }

    [Theory]
    [InlineData("red", "small", "left", new[] { 1f, 0, 0 }, 3, 10, 5, 12)]
    [InlineData("yellow", "large", "middle", new[] { 0.6f, 0.5f, 0 }, 12, 5, 8, 20)]
    [InlineData("green", "small", "right", new[] { 0.1f, 0.8f, 0.2f }, 18, 1, 13, 7)]
    [InlineData("cyan", "large", "middle", new[] { 0f, 1, 1 }, 6, 12, 20, 4)]
    [InlineData("blue", "small", "left", new[] { 0.3f, 0.2f, 1 }, 0, 0, 6, 6)]
    [InlineData("pink", "small", "right", new[] { 1f, 0, 0.9f }, 22, 20, 9, 9)]
    public void ColourSizeAndPlaceAreReadInClosedForm(
        string colour, string size, string place, float[] rgb, int left, int top, int width, int height)
    {
        using var scope = NewDisposeScope();
        using var kinds = Pretrained.SceneClassifier();
        var read = new SceneJudge(kinds).Read(Bar(rgb, left, top, width, height), 1)[0];
        Assert.Equal((colour, size, place), (read.Things[0].Colour, read.Things[0].Size, read.Place));
    }

    [Fact]
    public void NothingIsReadAsNothing()
    {
        using var scope = NewDisposeScope();
        using var kinds = Pretrained.SceneClassifier();
        var picture = Bar([0, 0, 1], 20, 5, 8, 8);
        var read = new SceneJudge(kinds).Read(picture, 2)[0];
        Assert.Equal((SceneJudge.Nothing, SceneJudge.Nothing), (read.Things[0].Kind, read.Things[0].Colour));
        Assert.Equal("blue", read.Things[1].Colour);
        Assert.Throws<ArgumentException>(() => new SceneJudge(kinds).Read(zeros(1, 1, 32, 32), 1));
    }

    [Fact]
    public void LitPixelsAreCountedByTheirColour()
    {
        using var scope = NewDisposeScope();
        var both = maximum(Bar([0, 0, 1], 20, 5, 8, 8), Bar([1, 0, 0], 2, 3, 4, 5));
        var counts = Assert.Single(SceneJudge.PixelsOfColours(both));
        Assert.Equal(SceneWords.Colours.Order(), counts.Keys.Order());
        Assert.All(counts, count => Assert.Equal(count.Key switch { "blue" => 64, "red" => 20, _ => 0 }, count.Value));
        Assert.Throws<ArgumentException>(() => SceneJudge.PixelsOfColours(zeros(1, 1, 32, 32)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void RealScenesAreReadAsTheyAreSaid(int things)
    {
        using var scope = NewDisposeScope();
        using var kinds = Pretrained.SceneClassifier();
        var data = SceneData.HeldOut(1000, seed: 5, shareOfTwo: things - 1);
        var read = new SceneJudge(kinds).Read(data.Images(1000), things);
        var pairs = Scenes(data).Zip(read, (asked, found) => (Asked: asked, Found: found)).ToList();
        // The kind is the part that a classifier says: at least 0.98 of single things, so 0.96 of pairs.
        Assert.InRange(Proportion.Among(pairs, p => p.Asked.Things.Zip(p.Found.Things).All(t =>
            t.First.Kind == t.Second.Kind)).Value, things == 1 ? 0.98 : 0.96, 1);
        Assert.InRange(Proportion.Among(pairs, p =>
            p.Asked.Things.Zip(p.Found.Things).All(t => t.First.Colour == t.Second.Colour)).Value, 0.99, 1);
        Assert.InRange(Proportion.Among(pairs, p => p.Asked.Place == p.Found.Place).Value, 0.99, 1);
        Assert.InRange(Proportion.Among(pairs, p => p.Asked.Things[0].Size == p.Found.Things[0].Size).Value, 0.99, 1);
    }
}
