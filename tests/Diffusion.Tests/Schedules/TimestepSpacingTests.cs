using System.Text.Json;
using static Diffusion.Tests.ReferenceNumbers;

namespace Diffusion.Tests;

public sealed class TimestepSpacingTests
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Linear();

    public static TheoryData<string, int, int, double[]> DdimRows
    {
        get
        {
            var rows = new TheoryData<string, int, int, double[]>();
            foreach (var row in Load("diffusers.json").GetProperty("timesteps").EnumerateArray()
                         .Where(row => row.GetProperty("scheduler").GetString() is "DDIMScheduler" or "DDPMScheduler"))
                rows.Add(row.GetProperty("timestep_spacing").GetString()!, row.GetProperty("steps_offset").GetInt32(),
                    row.GetProperty("num_inference_steps").GetInt32(), row.Numbers("timesteps"));
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(DdimRows))]
    public void VisitsTheTimestepsOfTheReference(string spacing, int offset, int steps, double[] expected)
    {
        var levels = spacing switch
        {
            "leading" => TimestepSpacing.Leading(Schedule, steps, offset),
            "trailing" => TimestepSpacing.Trailing(Schedule, steps),
            _ => TimestepSpacing.Linspace(Schedule, steps),
        };
        // One step of "linspace" starts from the image's end there; ours starts from noise, as a sampler has to.
        if (spacing == "linspace" && steps == 1) expected = [999];
        Assert.Equal([.. expected, -1], levels.Select(level => level.T));
        Assert.Equal(NoiseLevel.Clean, levels[^1]);
    }

    [Fact]
    public void TheMapOfThePost()
    {
        var levels = TimestepSpacing.Trailing(Schedule, 20);
        Assert.Equal([999, 949, 899], levels.Take(3).Select(level => level.T));
        Assert.Equal(49, levels[19].T);
    }

    [Fact]
    public void KarrasGivesTheRampOfEdm()
    {
        var expected = Load("analytic_truths.json").Numbers("edm_t_steps_18");
        Assert.Equal(19, expected.Length);
        var levels = TimestepSpacing.Karras(80, 0.002, 18);
        for (var i = 0; i < expected.Length; i++) AssertClose(expected[i], levels[i].SigmaVe, 1e-9, $"sigma {i}");
    }

    /// <summary>In a schedule's own range, diffusers' numbers (float32).</summary>
    [Theory]
    [InlineData("use_karras_sigmas")]
    [InlineData("use_exponential_sigmas")]
    [InlineData("use_beta_sigmas")]
    public void VisitsTheSigmasOfTheReference(string option)
    {
        var rows = Load("diffusers.json").GetProperty("sigmas").EnumerateArray().Where(row =>
            row.GetProperty("scheduler").GetString() == "EulerDiscreteScheduler"
                && row.GetProperty("option").GetString() == option).ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var steps = row.GetProperty("num_inference_steps").GetInt32();
            var levels = option switch
            {
                "use_karras_sigmas" => TimestepSpacing.Karras(Schedule, steps),
                "use_exponential_sigmas" => TimestepSpacing.UniformLogSnr(Schedule, steps),
                _ => BetaOfSigmas(steps),
            };
            var expected = row.Numbers("sigmas");
            Assert.Equal(steps + 1, expected.Length);
            for (var i = 0; i < expected.Length; i++)
                AssertClose(expected[i], levels[i].SigmaVe, 2e-4, $"sigma {i} of {steps}, {option}");
        }
    }

    /// <summary>diffusers spreads the quantiles over sigma, the paper (and we) over timesteps.</summary>
    private static NoiseLevel[] BetaOfSigmas(int steps) =>
        [.. Enumerable.Range(0, steps).Select(i => Schedule[0].SigmaVe
            + BetaDistribution.Quantile(1 - i / (steps - 1.0), 0.6, 0.6) * (Schedule[^1].SigmaVe - Schedule[0].SigmaVe))
            .Select(sigma => NoiseLevel.FromSigmaVe(sigma)), NoiseLevel.Clean];

    [Fact]
    public void BetaIsTheUniformAndTheArcsineDistributionAtItsKnownParameters()
    {
        for (var p = 0.0; p <= 1; p += 0.0625)
        {
            Assert.Equal(p, BetaDistribution.Quantile(p, 1, 1), 12);
            Assert.Equal(Math.Pow(Math.Sin(Math.PI * p / 2), 2), BetaDistribution.Quantile(p, 0.5, 0.5), 12);
        }
    }

    [Fact]
    public void EverySpacingFallsAndEndsClean()
    {
        NoiseSchedule[] schedules = [Schedule, NoiseSchedule.Cosine(),
            NoiseSchedule.ScaledLinear().WithZeroTerminalSnr()];
        foreach (var schedule in schedules)
        foreach (var steps in new[] { 1, 2, 3, 7, 20, 100 })
        {
            NoiseLevel[][] all =
            [
                TimestepSpacing.Leading(schedule, steps), TimestepSpacing.Trailing(schedule, steps),
                TimestepSpacing.Linspace(schedule, steps),
                TimestepSpacing.Quadratic(schedule, steps), TimestepSpacing.Karras(schedule, steps),
                TimestepSpacing.UniformLogSnr(schedule, steps),
                TimestepSpacing.Beta(schedule, steps),
            ];
            foreach (var levels in all)
            {
                Assert.Equal(steps + 1, levels.Length);
                Assert.Equal(NoiseLevel.Clean, levels[^1]);
                for (var i = 1; i < levels.Length; i++)
                    Assert.True(levels[i].LogSnr > levels[i - 1].LogSnr,
                        $"{schedule.Name}, {steps}: {levels[i - 1]} to {levels[i]}");
            }
        }
    }

    /// <summary>
    /// Rounding must never put two steps on one level, nor one beyond the last, however long the schedule is.
    /// </summary>
    [Theory]
    [InlineData("quadratic")]
    [InlineData("leading")]
    [InlineData("trailing")]
    [InlineData("linspace")]
    [InlineData("karras")]
    [InlineData("log-SNR")]
    [InlineData("beta")]
    public void OnEveryLengthOfScheduleTheLevelsFall(string spacing)
    {
        // A beta quantile takes a thousand times as long as the others' arithmetic.
        foreach (var count in Enumerable.Range(2, 1199)
            .Where(count => spacing != "beta" || count < 12 || count % 300 == 0))
        foreach (var schedule in new[]
            { NoiseSchedule.Linear(count), NoiseSchedule.Cosine(count).WithZeroTerminalSnr() })
        foreach (var steps in new[] { 1, 2, 3, 7, count / 3, count / 2, count / 2 + 1, count - 1, count }.Distinct()
            .Where(steps => steps >= 1 && steps <= count))
        {
            // Pure noise has no place on the scales of sigma and log-SNR: the two-level schedule has one level left.
            if (count == 2 && steps == 2 && schedule[1].Alpha == 0 && (spacing is "karras" or "log-SNR")) continue;
            var levels = spacing switch
            {
                "quadratic" => TimestepSpacing.Quadratic(schedule, steps),
                "leading" => TimestepSpacing.Leading(schedule, steps),
                "trailing" => TimestepSpacing.Trailing(schedule, steps),
                "linspace" => TimestepSpacing.Linspace(schedule, steps),
                "karras" => TimestepSpacing.Karras(schedule, steps),
                "log-SNR" => TimestepSpacing.UniformLogSnr(schedule, steps),
                _ => TimestepSpacing.Beta(schedule, steps),
            };
            Assert.Equal(steps + 1, levels.Length);
            for (var i = 1; i < levels.Length; i++)
                if (!(levels[i].LogSnr > levels[i - 1].LogSnr))
                    Assert.Fail($"{schedule.Name}, {count} levels, {steps} steps: {levels[i - 1]} to {levels[i]}");
        }
    }

    [Fact]
    public void SettingsThatPutTwoStepsOnOneLevelAreRefused()
    {
        static void Refused(string part, Func<NoiseLevel[]> spacing) =>
            Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(spacing).Message);
        var two = NoiseSchedule.Cosine(2).WithZeroTerminalSnr();
        Refused("fewer steps", () => TimestepSpacing.Beta(Schedule, 200, 0.05, 0.05));
        Refused("fewer steps", () => TimestepSpacing.Flow(20, shift: 1e300));
        Refused("shift", () => TimestepSpacing.Flow(20, shift: double.PositiveInfinity));
        Refused("rho", () => TimestepSpacing.Karras(Schedule, 20, rho: 0));
        Refused("rho", () => TimestepSpacing.Karras(80, 0.002, 20, rho: double.NaN));
        Refused("one is pure noise", () => TimestepSpacing.Karras(two, 2));
        Refused("one is pure noise", () => TimestepSpacing.UniformLogSnr(two, 2));
        Refused("offset of 0 to 49", () => TimestepSpacing.Leading(Schedule, 20, offset: 50));
    }

    [Fact]
    public void MoreStepsThanLevelsAreRefused()
    {
        Func<NoiseSchedule, int, NoiseLevel[]>[] all =
        [
            (s, n) => TimestepSpacing.Leading(s, n), TimestepSpacing.Trailing, TimestepSpacing.Linspace,
            TimestepSpacing.Quadratic,
            (s, n) => TimestepSpacing.Karras(s, n), TimestepSpacing.UniformLogSnr, (s, n) => TimestepSpacing.Beta(s, n),
        ];
        foreach (var spacing in all)
        {
            Assert.Contains("1 to 1000",
                Assert.Throws<ArgumentOutOfRangeException>(() => spacing(Schedule, 1001)).Message);
            Assert.Contains("1 to 1000",
                Assert.Throws<ArgumentOutOfRangeException>(() => spacing(Schedule, 0)).Message);
        }
    }
}
