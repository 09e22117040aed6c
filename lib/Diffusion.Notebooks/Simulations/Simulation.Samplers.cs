using System.Globalization;
using static TorchSharp.torch;

namespace Diffusion.Notebooks;

public sealed partial class Simulation
{
    private static readonly int[] RaceSizes = [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50];

    /// <summary>
    /// Two samplers side by side from one noise, in the plane, on points whose exact denoiser is known: drag the start
    /// and the steps in time, choose the samplers and 1 to 50 steps.
    /// </summary>
    /// <param name="points">
    /// 1 to 50 points of two coordinates, about as large as unit noise: the centres of the heaps.
    /// </param>
    /// <param name="std">The standard deviation of each heap, above 0.</param>
    /// <param name="schedule">The training levels; null is DDPM's linear schedule.</param>
    /// <param name="steps">How many steps it begins with, 1 to 50.</param>
    /// <param name="first">
    /// The first sampler's name: ddim, heun, plms, twoM, uniPc, ddpm ...; a wrong one is answered with the list.
    /// </param>
    /// <param name="second">The second sampler's name.</param>
    /// <param name="start">Where it begins; null is a telling place for the course's eight heaps.</param>
    /// <exception cref="ArgumentException">
    /// There is no point, one is not in the plane, or a sampler is not known.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The standard deviation or the number of steps is out of range.
    /// </exception>
    public static Simulation Samplers(
        double[][] points, double std = 0.12, NoiseSchedule? schedule = null, int steps = 6,
        string first = "ddim", string second = "twoM", (double X, double Y)? start = null)
    {
        if (points.Length is 0 or > 50 || points.Any(point => point.Length != 2 || !point.All(double.IsFinite)))
            throw new ArgumentException(
                $"Give 1 to 50 points of two finite coordinates each; there are {points.Length}.", nameof(points));
        if (!(std is > 0 and <= 3))
            throw new ArgumentOutOfRangeException(
                nameof(std), std, "A heap's standard deviation lies above 0 and is at most 3.");
        if (steps is < 1 or > 50)
            throw new ArgumentOutOfRangeException(
                nameof(steps), steps, "The simulation takes 1 to 50 steps.");
        schedule ??= NoiseSchedule.Linear();
        if (schedule[^1].Alpha == 0)
            throw new ArgumentException(
                $"The schedule '{schedule.Name}' ends in pure noise, where half of the samplers cannot begin: give one "
                + "without zero terminal SNR.", nameof(schedule));
        SimulatedSampler[] shown = [SimulatedSampler.Named(first), SimulatedSampler.Named(second)];
        var race = new SamplerRace(
            new GaussianMixtureDenoiser([.. points.Select(_ => 1.0)], points, [.. points.Select(_ => std)]), schedule);
        double[] from = start is { } place ? [place.X, place.Y] : [-0.2, 0.1];
        var levels = TimestepSpacing.UniformLogSnr(schedule, steps);
        var settings = new
        {
            Heaps = points.Select(point => new { Weight = 1, Mean = point, Std = std }),
            // Nine places are enough for 1e-9 and, unlike all digits, the same on every machine.
            LogSnr = schedule.Levels.Select(level => Math.Round(level.LogSnr, 9)),
            Start = from, Steps = steps, Spacing = "logSnr", Samplers = shown.Select(sampler => sampler.Key),
        };
        var (curve, runs) = (race.Curve(from),
            shown.Select(sampler => race.Run(sampler.Make(schedule), from, levels)).ToArray());
        var far = shown.Zip(runs, (sampler, run) => string.Create(CultureInfo.InvariantCulture,
            $"{sampler.Make(schedule).Name} stops {SamplerRace.Distance(run[^1], curve[^1]):0.000} from the true end"));
        return new("samplers", "One noise, two samplers",
            "Drag the round handle: both samplers start there, and the curve without dots is the exact way. The green "
            + "arrow points to the estimate of the clean point. Change the steps, spread them, or drag their ticks in "
            + "time.",
            $"From one noise, with {steps} steps, {string.Join("; ", far)}.", settings,
            () => SamplersStill.Draw(race, shown, points, std, from, curve, runs, RaceSizes));
    }
}
