using CsCheck;

namespace Diffusion.Tests;

public sealed class NoiseLevelTests
{
    /// <summary>Every notation names the same point.</summary>
    [Fact]
    public void NotationsGoBackAndForth() => Gen.Double[1e-6, 1 - 1e-6].Sample(alphaBar =>
    {
        var level = NoiseLevel.FromAlphaBar(alphaBar, 7);
        Same(level, NoiseLevel.FromLogSnr(level.LogSnr, 7));
        Same(level, NoiseLevel.FromSnr(level.Snr, 7));
        Same(level, NoiseLevel.FromSigmaVe(level.SigmaVe, 7));
        Same(level, NoiseLevel.FromAngle(level.Angle, 7));
        Assert.Equal(1, level.Alpha * level.Alpha + level.Sigma * level.Sigma, 14);
    });

    [Fact]
    public void BothEndsAreLevels()
    {
        Assert.Equal(double.PositiveInfinity, NoiseLevel.Clean.LogSnr);
        Assert.Equal(0, NoiseLevel.Clean.SigmaVe);
        Assert.Equal(new NoiseLevel(3, 0, 1), NoiseLevel.FromLogSnr(double.NegativeInfinity, 3));
        Assert.Equal(new NoiseLevel(3, 0, 1), NoiseLevel.FromSigmaVe(double.PositiveInfinity, 3));
        Assert.Equal(new NoiseLevel(3, 1, 0), NoiseLevel.FromSnr(double.PositiveInfinity, 3));
        Assert.Equal(double.NegativeInfinity, NoiseLevel.FromAlphaBar(0).LogSnr);
    }

    [Fact]
    public void RefusesWhatIsNoLevel()
    {
        Assert.Contains("0 to 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => NoiseLevel.FromAlphaBar(1.1)).Message);
        Assert.Contains("0 to 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => NoiseLevel.FromAlphaBar(double.NaN)).Message);
        Assert.Contains("0 or more",
            Assert.Throws<ArgumentOutOfRangeException>(() => NoiseLevel.FromSigmaVe(-1)).Message);
        Assert.Contains("0 or more", Assert.Throws<ArgumentOutOfRangeException>(() => NoiseLevel.FromSnr(-1)).Message);
        Assert.Contains("not a number",
            Assert.Throws<ArgumentOutOfRangeException>(() => NoiseLevel.FromLogSnr(double.NaN)).Message);
    }

    private static void Same(NoiseLevel expected, NoiseLevel actual)
    {
        Assert.Equal(expected.T, actual.T);
        ReferenceNumbers.AssertClose(expected.Alpha, actual.Alpha, 1e-9, "alpha");
        ReferenceNumbers.AssertClose(expected.Sigma, actual.Sigma, 1e-9, "sigma");
    }
}
