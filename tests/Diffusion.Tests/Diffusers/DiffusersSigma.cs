namespace Diffusion.Tests;

/// <summary>
/// Euler, Euler ancestral, Heun, DPM-2, DPM-2 ancestral, LMS: schedulers that only add noise, alpha = 1.
/// </summary>
internal static class DiffusersSigma
{
    internal static DiffusersPlan Make(DiffusersLoop loop)
    {
        var config = loop.Config;
        var schedule = new DiffusersSchedule(config, liftLast: true,
            loop.Scheduler.StartsWith("Heun") || loop.Scheduler.StartsWith("KDPM2") ? 0.00085 : 0.0001,
            loop.Scheduler.StartsWith("Heun") || loop.Scheduler.StartsWith("KDPM2") ? 0.012 : 0.02);
        config.Must("linear", "interpolation_type");
        config.Must("discrete", "timestep_type");
        config.Must("", "sigma_min", "sigma_max");
        loop.StepOptions.Must("0", "s_churn");
        loop.StepOptions.Ignore("s_tmin", "s_tmax", "s_noise");
        var spacing = config.Text("timestep_spacing", "linspace");
        var (timesteps, sigmas) = TimestepsAndSigmas(loop, schedule, spacing);
        var last = config.Text("final_sigmas_type", "zero") switch
        {
            "zero" => 0,
            "sigma_min" => DiffusersSpacing.Float(schedule.Sigmas[0]),
            var other => throw new UnsupportedException($"final_sigmas_type = {other}"),
        };
        var init = spacing is "linspace" or "trailing" ? sigmas.Max() : Math.Sqrt(Math.Pow(sigmas.Max(), 2) + 1);
        var skip = loop.StartSlice ?? 0;
        (timesteps, sigmas) = (timesteps[skip..], sigmas[skip..]);
        var levels = sigmas.Append(last)
            .Select((sigma, i) => new NoiseLevel(i < timesteps.Length ? timesteps[i] : -1, 1, sigma)).ToArray();
        if (levels[^1].Sigma >= levels[^2].Sigma) levels[^1] = new(-1, 1, levels[^2].Sigma * (1 - 1e-7));

        double[] twice = [timesteps[0], .. timesteps.Skip(1).SelectMany(t => new[] { t, t })];
        var (sampler, calls) = loop.Scheduler switch
        {
            "EulerDiscreteScheduler" => ((Sampler)new Euler(), timesteps),
            "EulerAncestralDiscreteScheduler" => (new EulerAncestral(), timesteps),
            "LMSDiscreteScheduler" => (new Lms((int)loop.StepOptions.Number("order", 4)), timesteps),
            "HeunDiscreteScheduler" => (new Heun(), twice),
            "KDPM2DiscreteScheduler" => (new Dpm2(), Between(schedule, timesteps, sigmas, Middle)),
            "KDPM2AncestralDiscreteScheduler" =>
                (new Dpm2Ancestral(), Between(schedule, timesteps, sigmas, MiddleToBelow)),
            var other => throw new UnsupportedException(other),
        };
        if (sampler is Dpm2) levels = WithMiddles(levels);
        var around = DiffusersPlan.Around(config, clipByDefault: false, recompute: true);
        return DiffusersPlan.Make(DiffusersPlan.AnswerOf(config), calls, calls, sampler, levels, around, init);
    }

    private static (double[] Timesteps, double[] Sigmas) TimestepsAndSigmas(
        DiffusersLoop loop, DiffusersSchedule schedule, string spacing)
    {
        var config = loop.Config;
        var offset = config.Whole("steps_offset", 0);
        var (min, max) = (schedule.Sigmas[0], schedule.Sigmas[^1]);
        var karras = config.Flag("use_karras_sigmas");
        config.Ignore("use_exponential_sigmas", "use_beta_sigmas");
        var free = karras ? DiffusersSpacing.Karras(min, max, loop.Steps)
            : config.Flag("use_exponential_sigmas") ? DiffusersSpacing.Exponential(min, max, loop.Steps)
            : config.Flag("use_beta_sigmas") ? DiffusersSpacing.Beta(min, max, loop.Steps)
            : null;
        if (free is not null)
        {
            var rounded = karras && loop.Scheduler.StartsWith("KDPM2");
            return ([.. free.Select(sigma => DiffusersSpacing.TimestepOf(sigma, schedule.LogSigmas))
                    .Select(t => rounded ? DiffusersSpacing.RoundEven(t) : DiffusersSpacing.Float(t))],
                [.. free.Select(DiffusersSpacing.Float)]);
        }
        var timesteps = loop.CustomTimesteps ?? DiffusersSpacing.Sigma(spacing, schedule.Count, loop.Steps, offset);
        return (timesteps,
            [.. timesteps.Select(t => DiffusersSpacing.Float(DiffusersSpacing.Interpolate(schedule.Sigmas, t)))]);
    }

    /// <summary>
    /// The timesteps of the model's calls: at each level, and in the middle of each step but the last.
    /// </summary>
    private static double[] Between(
        DiffusersSchedule schedule, double[] timesteps, double[] sigmas, Func<double, double, double> middle) =>
        [timesteps[0], .. Enumerable.Range(1, timesteps.Length - 1).SelectMany(i => new[]
        {
            DiffusersSpacing.Float(
                DiffusersSpacing.TimestepOf(middle(sigmas[i - 1], sigmas[i]), schedule.LogSigmas)), timesteps[i],
        })];

    private static double Middle(double from, double to) => DiffusersSpacing.Float(Math.Sqrt(from * to));

    /// <summary>The ancestral middle, between this level and the one below the next, is the next level: up to the
    /// reference's float32 roundings, which cancel badly where little noise is left.</summary>
    private static double MiddleToBelow(double from, double to)
    {
        float f = (float)from, t = (float)to;
        var up = MathF.Sqrt(t * t * (f * f - t * t) / (f * f));
        return Math.Exp((Math.Log(f) + Math.Log(MathF.Sqrt(t * t - up * up))) / 2);
    }

    private static NoiseLevel[] WithMiddles(NoiseLevel[] levels)
    {
        var all = new List<NoiseLevel> { levels[0] };
        for (var i = 1; i < levels.Length; i++)
        {
            if (levels[i].Sigma > 0) all.Add(new(double.NaN, 1, Middle(levels[i - 1].Sigma, levels[i].Sigma)));
            all.Add(levels[i]);
        }
        return [.. all];
    }
}
