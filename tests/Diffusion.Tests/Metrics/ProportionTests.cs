namespace Diffusion.Tests;

public sealed class ProportionTests
{
    /// <summary>Wilson's interval in numbers anybody can look up: 8 of 10, 0 of 20, 400 of 400.</summary>
    [Theory]
    [InlineData(8, 10, 0.4902, 0.9433)]
    [InlineData(0, 20, 0.0, 0.1611)]
    [InlineData(400, 400, 0.9905, 1.0)]
    public void TheIntervalIsWilsons(int right, int of, double low, double high)
    {
        var share = new Proportion(right, of);
        Assert.Equal(low, share.Low, 4);
        Assert.Equal(high, share.High, 4);
        Assert.InRange(share.Value, share.Low, share.High);
    }

    [Fact]
    public void ItCountsWhatIsRight() =>
        Assert.Equal(new Proportion(2, 3), Proportion.Among([1, 2, 4], number => number % 2 == 0));
}
