using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

/// <summary>What a learner gives to a simulation, and what is left of one where no script runs.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void What_does_not_fit_is_named()
    {
        static string Said(Action make) => Assert.ThrowsAny<ArgumentException>(make).Message;

        Assert.Contains("1 to 50 points of two finite coordinates", Said(() => Simulation.Samplers([[1, 2, 3]])));
        Assert.Contains("it has ddim, euler, heun", Said(() => Simulation.Samplers([[1, 0]], first: "DDIM")));
        Assert.Contains("1 to 50 steps", Said(() => Simulation.Samplers([[1, 0]], steps: 51)));
        Assert.Contains("above 0 and is at most 3", Said(() => Simulation.Samplers([[1, 0]], std: 0)));
        Assert.Contains("ends in pure noise",
            Said(() => Simulation.Samplers([[1, 0]], schedule: NoiseSchedule.Linear().WithZeroTerminalSnr())));
        Assert.Contains("not 1, 1.", Said(() => Simulation.AveragesOf([1, 1])));
        Assert.Contains("2 targets need as many probabilities above 0, not 1.",
            Said(() => Simulation.AveragesOf([1, 2], [1])));
        Assert.Contains("These 3 bytes are no picture", Said(() => Simulation.Mixing([1, 2, 3])));
        Assert.Contains("16 to 256 pixels", Said(() => Simulation.Mixing([1, 2, 3], side: 8)));
        Assert.Contains("not [4, 3, 8, 8]", Said(() => Simulation.Garments(zeros(4, 3, 8, 8))));
        Assert.Contains("like the others, not [1, 1, 9, 9]",
            Said(() => Simulation.Garments(zeros(4, 1, 8, 8), zeros(1, 1, 9, 9))));
        Assert.Contains("1 pictures to mend have 2 names",
            Said(() => Simulation.Garments(zeros(4, 1, 8, 8), zeros(1, 1, 8, 8), ["a", "b"])));
    }

    [Fact]
    public void Without_scripts_there_are_words_and_a_picture_and_nothing_is_loaded()
    {
        var simulation = Simulation.AveragesOf([-1, 1], [1, 3], guess: 0);
        var html = simulation.Bundle[MimeType.Html];

        Assert.DoesNotContain("http", html);
        Assert.DoesNotMatch("src=\"(?!data:)", html);
        Assert.DoesNotMatch("(?m)^(import|export) ", html);
        var still = html[..html.IndexOf("<script>", StringComparison.Ordinal)];
        Assert.Contains(
            "<img class=\"sim-still\" alt=\"Targets -1, 1 with probabilities 0.25, 0.75: the guess 0.00 costs 1.00, their mean 0.50 costs 0.75", still);
        Assert.Equal("Simulation: The cheapest guess is a mean. Targets -1, 1 with probabilities 0.25, 0.75: the guess 0.00 costs 1.00, their mean 0.50 costs 0.75, and no guess less.", simulation.ToString());
        Assert.Equal((1150, 413), Png.Size(simulation.ToPng()));
        Assert.Equal(html, Simulation.AveragesOf([-1, 1], [1, 3], guess: 0).Bundle[MimeType.Html]);
    }

    /// <summary>
    /// What stands over each half of the still of averages ends before the next half, and before the picture does.
    /// </summary>
    [Theory]
    [InlineData(new[] { -1.0, 1 }, 0.6)]
    [InlineData(new[] { -2, -1, 0.5, 1, 2.5 }, 1.33)]
    [InlineData(new[] { -1234.5, 4321.25 }, 2000.0)]
    public void The_words_over_a_still_are_not_cut(double[] targets, double guess)
    {
        var pixels = Png.Pixels(Simulation.AveragesOf(targets, guess: guess).ToPng());
        var (height, width) = (pixels.GetLength(0), pixels.GetLength(1));
        Assert.Equal((413, 1150), (height, width));
        bool Empty(int from, int to) => Enumerable.Range(from, to - from)
            .All(x => Enumerable.Range(0, 36).All(y => pixels[y, x] == (255, 255, 255)));

        Assert.False(Empty(20, 560));
        Assert.True(Empty(562, 588), "The first half's words reach into the second half.");
        Assert.False(Empty(590, 1135));
        Assert.True(Empty(1137, 1150), "The second half's words are cut at the edge.");
    }
}
