namespace Diffusion.Tests;

/// <summary>DDPM, DDIM, DDIM's inverse, PNDM, IPNDM: schedulers that count in timesteps.</summary>
internal static class DiffusersAncestral
{
    internal static DiffusersPlan Ddpm(DiffusersLoop loop)
    {
        var config = loop.Config;
        var schedule = new DiffusersSchedule(config, liftLast: false);
        var timesteps = Timesteps(loop, schedule, "leading");
        var around = DiffusersPlan.Around(config, clipByDefault: true, recompute: false);
        var variance = config.Text("variance_type", "fixed_small") switch
        {
            "fixed_small" or "fixed_small_log" => DdpmVariance.Small,
            "fixed_large" => DdpmVariance.Large,
            var other => throw new UnsupportedException($"variance_type = {other}"),
        };
        timesteps = timesteps[(loop.StartSlice ?? 0)..];
        NoiseLevel[] levels = [.. timesteps.Select(t => schedule.Level((int)t)), NoiseLevel.Clean];
        // The reference adds noise wherever t > 0, after its last step as well.
        var after = timesteps[^1] > 0
            && variance == DdpmVariance.Large ? Math.Sqrt(new NoiseStep(levels[^2], levels[^1]).Beta) : 0;
        var segments =
            levels.Zip(levels.Skip(1), (from, to) => ((Sampler)new Ddpm(variance), Rounded(from, to))).ToList();
        return DiffusersPlan.Make(
            DiffusersPlan.AnswerOf(config), timesteps, timesteps, segments, around, noiseAfter: after, readAt: levels);
    }

    /// <summary>
    /// The reference takes β = 1 - ᾱ_from / ᾱ_to in float32, where nearly all digits cancel at small t (at t = 1 it is
    /// off by 2.5e-4). Its weight of x0 is met by a slightly larger or smaller Alpha.
    /// </summary>
    private static NoiseLevel[] Rounded(NoiseLevel from, NoiseLevel to)
    {
        if (to.Sigma == 0 || from.Alpha == 0) return [from, to];
        var beta = 1f - (float)from.AlphaBar / (float)to.AlphaBar;
        var off = beta / new NoiseStep(from, to).Beta;
        return [new(from.T, from.Alpha * off, from.Sigma), new(to.T, to.Alpha * off, to.Sigma)];
    }

    internal static DiffusersPlan Ddim(DiffusersLoop loop)
    {
        var config = loop.Config;
        var schedule = new DiffusersSchedule(config, liftLast: false);
        var timesteps = Timesteps(loop, schedule, "leading");
        var eta = loop.StepOptions.Number("eta", 0);
        var around = DiffusersPlan.Around(
            config, clipByDefault: true, recompute: loop.StepOptions.Flag("use_clipped_model_output"));
        var final = config.Flag("set_alpha_to_one", true) ? NoiseLevel.Clean : schedule.Level(0) with { T = -1 };
        timesteps = timesteps[(loop.StartSlice ?? 0)..];
        // It steps to t - count / n, whatever the next timestep is: with "linspace" that is another level (a known
        // fault).
        var stride = schedule.Count / loop.Steps;
        var segments = timesteps.Select(t =>
        {
            var (from, to) = (schedule.Level((int)t), t < stride ? final : schedule.Level((int)t - stride));
            return ((Sampler)new Ddim(eta), new[] { from, DiffusersPlan.Below(from, to) });
        }).ToList();
        return DiffusersPlan.Make(DiffusersPlan.AnswerOf(config), timesteps, timesteps, segments, around);
    }

    internal static DiffusersPlan DdimInverse(DiffusersLoop loop)
    {
        var config = loop.Config;
        var schedule = new DiffusersSchedule(config, liftLast: false);
        double[] timesteps = [.. Timesteps(loop, schedule, "leading").Reverse()];
        var around = DiffusersPlan.Around(config, clipByDefault: true, recompute: false);
        var first = config.Flag("set_alpha_to_one", true) ? NoiseLevel.Clean : schedule.Level(0);
        // The model is told the timestep it goes to; the image is read at the level it comes from.
        var levels = timesteps.Select(t => schedule.Level((int)t)).Prepend(first).ToArray();
        if (levels[1] == levels[0]) levels[0] = NoiseLevel.FromLogSnr(levels[1].LogSnr + 1e-6, levels[1].T);
        return DiffusersPlan.Make(
            DiffusersPlan.AnswerOf(config), timesteps, timesteps, new DdimInversion(), levels, around);
    }

    internal static DiffusersPlan Pndm(DiffusersLoop loop)
    {
        var config = loop.Config;
        var schedule = new DiffusersSchedule(config, liftLast: false);
        var steps = Timesteps(loop, schedule, "leading");
        var final = config.Flag("set_alpha_to_one") ? NoiseLevel.Clean : schedule.Level(0) with { T = -1 };
        if (loop.StartSlice is not null) throw new UnsupportedException("a late start of PNDM");
        var stride = schedule.Count / loop.Steps;
        for (var i = 1; i < steps.Length; i++)
            if (steps[i - 1] - steps[i] != stride) throw new UnsupportedException("PNDM with uneven timesteps");
        NoiseLevel[] levels = [.. steps.Select(t => schedule.Level((int)t)), final];
        levels[^1] = DiffusersPlan.Below(levels[^2], final);

        var skip = config.Flag("skip_prk_steps");
        double[] timesteps = skip
            ? [steps[0], .. steps.Skip(1).Take(1), .. steps.Skip(1)]
            : [.. steps.Take(3).SelectMany(t => new[] { t, t - stride / 2, t - stride / 2, t - stride }),
                .. steps.Skip(3)];
        NoiseLevel Halfway(NoiseLevel from, NoiseLevel to) => schedule.Level((int)from.T - stride / 2);
        var answer = DiffusersPlan.AnswerOf(config);
        if (answer == Answer.V) return PndmOnTheArc(levels, timesteps, skip, Halfway);
        Sampler sampler = skip ? new Plms() : new Pndm(Halfway);
        return DiffusersPlan.Make(answer, timesteps, timesteps, sampler, levels);
    }

    /// <summary>
    /// With v, the reference extrapolates v itself and reads it at the point where the step begins: the step turns the
    /// image, x' = cos(δ)·x + sin(δ)·v, by the change δ of the angle. That is the transfer of "noise" v between levels
    /// made for it: A' = cos(δ)·A and S'/A' = S/A + sin(δ)/A'. (Ours reads each v at its own point.)
    /// </summary>
    private static DiffusersPlan PndmOnTheArc(
        NoiseLevel[] levels, double[] timesteps, bool skip, Func<NoiseLevel, NoiseLevel, NoiseLevel> halfway)
    {
        static NoiseLevel Turned(NoiseLevel made, double angle, NoiseLevel to)
        {
            var turn = to.Angle - angle;
            var alpha = made.Alpha * Math.Cos(turn);
            return new(to.T, alpha, (made.Sigma / made.Alpha + Math.Sin(turn) / alpha) * alpha);
        }
        var angles = new Dictionary<NoiseLevel, (double Angle, NoiseLevel True)>();
        var made = new NoiseLevel[levels.Length];
        made[0] = new(levels[0].T, 1, 20);
        angles[made[0]] = (levels[0].Angle, levels[0]);
        for (var i = 1; i < levels.Length; i++)
        {
            made[i] = Turned(made[i - 1], levels[i - 1].Angle, levels[i]);
            angles[made[i]] = (levels[i].Angle, levels[i]);
        }
        NoiseLevel Halfway(NoiseLevel from, NoiseLevel to) =>
            Turned(from, angles[from].Angle, halfway(angles[from].True, angles[to].True));
        Sampler sampler = skip ? new Plms() : new Pndm(Halfway);
        return DiffusersPlan.Make(Answer.RawEpsilon, timesteps, timesteps, sampler, made);
    }

    internal static DiffusersPlan Ipndm(DiffusersLoop loop)
    {
        loop.Config.Ignore("num_train_timesteps");
        loop.Config.Must("", "trained_betas");
        var levels = DiffusersSpacing.Linspace(1, 0, loop.Steps + 1).Select(u =>
        {
            var beta = Math.Pow(Math.Sin(u * Math.PI / 2), 2);
            // At pure noise the reference divides by 1e-8 instead of 0.
            return new NoiseLevel(u, Math.Max(Math.Sqrt(1 - beta * beta), 1e-8), beta);
        }).ToArray();
        double[] timesteps = [.. levels.Take(loop.Steps).Select(level =>
            DiffusersSpacing.Float(Math.Atan2(level.Sigma, level.Alpha > 1e-7 ? level.Alpha : 0) / Math.PI * 2))];
        levels[^1] = NoiseLevel.Clean;
        return DiffusersPlan.Make(Answer.V, timesteps, timesteps, new Plms(improvedStart: false), levels);
    }

    private static double[] Timesteps(DiffusersLoop loop, DiffusersSchedule schedule, string spacing)
    {
        var (name, offset) = (loop.Config.Text("timestep_spacing", spacing), loop.Config.Whole("steps_offset", 0));
        return loop.CustomTimesteps ?? DiffusersSpacing.Ancestral(name, schedule.Count, loop.Steps, offset);
    }
}
