using TorchSharp;
using static Diffusion.Tests.ReferenceNumbers;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// On Gaussian data every step is a straight line in the image and in the fresh noise, so the mean and the standard
/// deviation of what a sampler draws have a closed form for each number of steps. The real samplers run here, in double
/// precision; nothing is estimated by drawing.
/// </summary>
[Trait("Lane", "slow")]
public sealed class GaussianOutputTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(
        0, Load("analytic_truths.json").GetProperty("gaussian_ancestral_exact").GetProperty("rows").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Rows))]
    public void MeanAndDeviationAreExact(int index)
    {
        var row = Load("analytic_truths.json").GetProperty("gaussian_ancestral_exact").GetProperty("rows")[index];
        var schedule = NoiseSchedule.Linear();
        var steps = row.GetProperty("steps").GetInt32();
        var levels = row.GetProperty("spacing").GetString() == "leading"
            ? TimestepSpacing.Leading(schedule, steps)
            : TimestepSpacing.Trailing(schedule, steps);
        var denoiser = new GaussianDenoiser(row.Number("data_mean"), row.Number("data_std"));
        (string Name, Sampler Sampler)[] samplers =
        [
            ("ddpm_fixed_small", new Ddpm()), ("ddpm_fixed_large", new Ddpm(DdpmVariance.Large)),
            ("ddim_eta0.0", new Ddim()), ("ddim_eta0.5", new Ddim(0.5)), ("ddim_eta1.0", new Ddim(1)),
        ];
        foreach (var (name, sampler) in samplers)
        {
            var (mean, std) = AffineSampling.MeanAndDeviation(sampler, denoiser, levels);
            Assert.True(Math.Abs(mean - row.GetProperty(name).Number("mean")) < 1e-6,
                $"{name}: mean {mean}, not {row.GetProperty(name).Number("mean")}");
            Assert.True(Math.Abs(std - row.GetProperty(name).Number("std")) < 1e-6,
                $"{name}: std {std}, not {row.GetProperty(name).Number("std")}");
        }
    }
}
