using Diffusion;

/// <summary>The G-test against tables of the chi-squared distribution and counts made by hand.</summary>
public sealed class GTestTests
{
    [Theory]
    [InlineData(3.841, 1, 0.05)]
    [InlineData(0.455, 1, 0.5)]
    [InlineData(5.991, 2, 0.05)]
    [InlineData(7.815, 3, 0.05)]
    [InlineData(18.307, 10, 0.05)]
    [InlineData(149.449, 100, 0.001)]
    [InlineData(10.828, 1, 0.001)]
    [InlineData(0.0, 7, 1)]
    public void TheChanceIsThatOfTheTables(double x, int degrees, double chance) =>
        Assert.Equal(chance, GTest.ChiSquaredAbove(x, degrees), 0.001 * chance + 1e-6);

    [Fact]
    public void CountsAsExpectedGiveZeroAndOthersTheirLikelihoodRatio()
    {
        Assert.Equal((0, 2, 1.0), (GTest.Of([10, 20, 30], [1, 2, 3]).G, GTest.Of([10, 20, 30], [1, 2, 3]).Degrees,
            GTest.Of([10, 20, 30], [1, 2, 3]).P));
        var test = GTest.Of([30, 10], [1, 1]);
        Assert.Equal(2 * (30 * Math.Log(1.5) + 10 * Math.Log(0.5)), test.G, 1e-12);
        Assert.InRange(test.P, 0.001, 0.0015);
    }

    [Fact]
    public void RareKindsAreCountedTogether()
    {
        // Expected are 90, 4, 3 and 3: the two rarest make a group of 6, and the 4 joins the 90.
        var test = GTest.Of([85, 6, 5, 4], [90, 4, 3, 3]);
        Assert.Equal(1, test.Degrees);
        Assert.Equal(2 * (91 * Math.Log(91 / 94.0) + 9 * Math.Log(9 / 6.0)), test.G, 1e-12);
    }

    [Fact]
    public void WhatIsWrongIsNamed()
    {
        Assert.Contains("2 counts, but 3", Assert.Throws<ArgumentException>(() => GTest.Of([1, 2], [1, 1, 1])).Message);
        Assert.Contains("count more", Assert.Throws<ArgumentException>(() => GTest.Of([1, 2], [1, 1])).Message);
    }
}
