using System.Globalization;
using System.Text.Json;
using static Diffusion.Tests.ReferenceNumbers;

namespace Diffusion.Tests;

public sealed class NoiseScheduleTests
{
    private static readonly JsonElement Truths = Load("analytic_truths.json");

    [Fact]
    public void CosineHasItsDoublePrecisionValues()
    {
        var schedule = NoiseSchedule.Cosine();
        var betas = schedule.Betas();
        foreach (var row in Truths.GetProperty("cosine").EnumerateObject())
        {
            var t = int.Parse(row.Name, CultureInfo.InvariantCulture);
            AssertClose(row.Value.Number("alphabar"), schedule[t].AlphaBar, 1e-9, $"ᾱ at {t}");
            AssertClose(row.Value.Number("beta"), betas[t], 1e-9, $"β at {t}");
            if (t < 999)
                AssertClose(
                    row.Value.Number("alphabar_formula"), schedule[t].AlphaBar, 1e-9, $"the formula's ᾱ at {t}");
        }
    }

    /// <summary>
    /// At weight u of the noise and 1 - u of the image the ratio of both is u / (1 - u), whatever the scale.
    /// </summary>
    [Fact]
    public void FlowIsTheStraightLineUpToItsScale()
    {
        var schedule = NoiseSchedule.Flow(200);
        for (var t = 0; t < 199; t++)
        {
            var u = (t + 1) / 200.0;
            AssertClose(u / (1 - u), schedule[t].SigmaVe, 1e-9, $"noise over image at {t}");
            Assert.Equal(1, schedule[t].SizeOn(NoisePath.VariancePreserving));
        }
        Assert.Equal(0, schedule[199].Alpha);
    }

    public static TheoryData<string> ZeroTerminalSnrRows =>
        [.. Truths.GetProperty("zero_terminal_snr").EnumerateObject().Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(ZeroTerminalSnrRows))]
    public void ZeroTerminalSnrHasItsDoublePrecisionValues(string name)
    {
        var row = Truths.GetProperty("zero_terminal_snr").GetProperty(name);
        var before = name switch
        {
            "linear" => NoiseSchedule.Linear(),
            "cosine" => NoiseSchedule.Cosine(),
            _ => NoiseSchedule.ScaledLinear(),
        };
        AssertClose(
            row.GetProperty("before").Number("sqrt_alphabar_T"), before[^1].Alpha, 1e-9, "√ᾱ at the end, before");
        AssertClose(row.GetProperty("before").Number("snr_T"), before[^1].Snr, 1e-9, "SNR at the end, before");

        var after = before.WithZeroTerminalSnr();
        var betas = after.Betas();
        Assert.Equal(0, after[^1].AlphaBar);
        Assert.Equal(before[0].Alpha, after[0].Alpha, 15);
        foreach (var entry in row.GetProperty("after").EnumerateObject())
        {
            var t = int.Parse(entry.Name, CultureInfo.InvariantCulture);
            AssertClose(entry.Value.Number("sqrt_alphabar"), after[t].Alpha, 1e-9, $"√ᾱ at {t}");
            AssertClose(entry.Value.Number("beta"), betas[t], 1e-9, $"β at {t}");
        }
    }

    [Fact]
    public void LinearHasTheSignalToNoiseRatiosOfTheMinSnrTable()
    {
        var schedule = NoiseSchedule.Linear();
        foreach (var row in Truths.GetProperty("min_snr_gamma5").EnumerateObject())
            AssertClose(row.Value.Number("snr"), schedule[int.Parse(row.Name, CultureInfo.InvariantCulture)].Snr, 1e-9,
                $"SNR at {row.Name}");
    }

    public static TheoryData<int> FloatRows =>
        [.. Enumerable.Range(0, Load("diffusers.json").GetProperty("beta_schedules").GetArrayLength())];

    /// <summary>diffusers computes in float32: equal up to its rounding, which its running product gathers.</summary>
    [Theory]
    [MemberData(nameof(FloatRows))]
    public void AgreesWithDiffusersToItsFloat32Precision(int index)
    {
        var row = Load("diffusers.json").GetProperty("beta_schedules")[index];
        var (start, end) = (row.Number("beta_start"), row.Number("beta_end"));
        var name = row.GetProperty("beta_schedule").GetString();
        var schedule = name switch
        {
            "linear" => NoiseSchedule.Linear(1000, start, end),
            "scaled_linear" => NoiseSchedule.ScaledLinear(1000, start, end),
            "squaredcos_cap_v2" => NoiseSchedule.Cosine(),
            _ => throw new InvalidDataException($"Which schedule is \"{name}\"?"),
        };
        var betas = schedule.Betas();
        var (expectedBetas, expectedAlphaBars) = (row.Numbers("betas"), row.Numbers("alphas_cumprod"));
        foreach (var (i, t) in row.Numbers("index").Select(t => (int)t).Index())
        {
            AssertClose(expectedBetas[i], betas[t], 2e-6, $"β at {t}");
            AssertClose(expectedAlphaBars[i], schedule[t].AlphaBar,
                t < 999 || name != "squaredcos_cap_v2" ? 1e-5 : 1e-4, $"ᾱ at {t}");
        }
        AssertClose(row.Number("alphas_cumprod_sum"), schedule.Levels.Sum(level => level.AlphaBar), 1e-6, "Σᾱ");
        AssertClose(row.Number("sigma_max"), schedule[^1].SigmaVe, 1e-4, "the largest sigma");
    }

    [Fact]
    public void EnergyOfTheThreeMixturesIsTheTablesOne()
    {
        var schedule = NoiseSchedule.Linear();
        foreach (var image in Truths.GetProperty("energy").EnumerateObject())
        {
            // Energies add: weight² · energy of the image + weight² · energy of the noise (1).
            var energy = Math.Pow(double.Parse(image.Name, CultureInfo.InvariantCulture), 2);
            foreach (var row in image.Value.GetProperty("vp").EnumerateArray())
            {
                var level = schedule[row[0].GetInt32()];
                AssertClose(row[1].GetDouble(), level.AlphaBar * energy + level.Sigma * level.Sigma, 1e-9,
                    $"VP energy at {level}");
            }
        }
    }

    [Fact]
    public void BetasGoBackAndForth()
    {
        var betas = NoiseSchedule.Sigmoid().Betas();
        var again = NoiseSchedule.FromBetas("again", betas).Betas();
        for (var t = 0; t < betas.Length; t++) AssertClose(betas[t], again[t], 1e-9, $"β at {t}");
        Assert.True(betas[0] > 1e-4 && betas[999] < 0.02 && betas[500] > betas[499]);
    }

    [Fact]
    public void FractionalTimestepsLieBetweenTheirNeighbours()
    {
        var schedule = NoiseSchedule.Linear();
        var between = schedule.At(500.25);
        Assert.Equal(0.75 * schedule[500].LogSnr + 0.25 * schedule[501].LogSnr, between.LogSnr, 12);
        Assert.Equal(500.25, schedule.AtLogSnr(between.LogSnr).T, 9);

        var zero = schedule.WithZeroTerminalSnr();
        var last = zero.At(998.5);
        Assert.True(last.Alpha > 0 && last.Alpha < zero[998].Alpha);
        Assert.Equal(998.5, zero.AtLogSnr(last.LogSnr).T, 6);
    }

    [Fact]
    public void RefusesWhatIsNoSchedule()
    {
        Assert.Contains("t = 1",
            Assert.Throws<ArgumentException>(() => NoiseSchedule.FromBetas("bad", [0.1, 0, 0.2])).Message);
        Assert.Contains("NaN",
            Assert.Throws<ArgumentException>(() => NoiseSchedule.FromBetas("bad", [0.1, double.NaN])).Message);
        Assert.Contains("0.95",
            Assert.Throws<ArgumentException>(() => NoiseSchedule.FromAlphaBars("bad", [0.9, 0.95])).Message);
        Assert.Contains("at least 2",
            Assert.Throws<ArgumentException>(() => NoiseSchedule.FromAlphaBars("bad", [0.9])).Message);
        Assert.Contains("0 to 999",
            Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.Linear()[1000]).Message);
        Assert.Contains("0 to 999",
            Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.Linear().At(999.5)).Message);
        Assert.Contains("at least 2",
            Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.Linear(1)).Message);
        Assert.Contains("t = 0",
            Assert.Throws<ArgumentException>(() => NoiseSchedule.FromBetas("bad", [1.5, 0.2])).Message);
        Assert.Equal(2, NoiseSchedule.FromBetas("ends at pure noise", [0.5, 1]).Count);
        Assert.Contains("as many timesteps", Assert.Throws<ArgumentException>(
            () => NoiseSchedule.Linear().PerImage(TorchSharp.torch.zeros([3], TorchSharp.torch.ScalarType.Int64),
                TorchSharp.torch.zeros(2, 1), level => level.Snr)).Message);
        Assert.Contains("log-SNR",
            Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.Linear().AtLogSnr(50)).Message);
    }
}
