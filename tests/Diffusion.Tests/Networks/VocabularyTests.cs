using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class VocabularyTests
{
    private static readonly Vocabulary Words = new(["a", "boot", "red", "trouser"], longest: 4);

    [Fact]
    public void WordsAreNumberedInTheirOrderAndNoughtIsNoWord()
    {
        Assert.Equal([1, 3, 2, 0], Words.Numbers("A  red, BOOT."));
        Assert.Equal("a red boot", Words.Read([1, 3, 2, 0]));
        using var both = Words.Encode("a trouser", "");
        Assert.Equal([2, 4], both.shape);
        Assert.Equal([1, 4, 0, 0, 0, 0, 0, 0], both.data<long>().ToArray());
    }

    [Fact]
    public void AnUnknownWordIsNamedWithTheNearestKnownOneAndAllOthers()
    {
        var near = Assert.Throws<ArgumentException>(() => Words.Numbers("a red boots")).Message;
        Assert.Contains("'boots'", near);
        Assert.Contains("Did you mean 'boot'?", near);
        Assert.Contains("a, boot, red, trouser", near);
        Assert.DoesNotContain("Did you mean",
            Assert.Throws<ArgumentException>(() => Words.Numbers("elephant")).Message);
    }

    [Fact]
    public void ASentenceThatIsTooLongIsRefused() =>
        Assert.Contains("has 5 words; 4",
            Assert.Throws<ArgumentException>(() => Words.Numbers("a red a red boot")).Message);
}
