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
}
