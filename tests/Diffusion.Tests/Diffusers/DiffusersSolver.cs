namespace Diffusion.Tests;

/// <summary>DPM-Solver (multistep and single-step), UniPC, DEIS: schedulers that count in log-SNR.</summary>
internal static class DiffusersSolver
{
    internal static DiffusersPlan Multistep(DiffusersLoop loop)
    {
        var (order, kind, eta) = OrderKindEta(loop.Config);
        var grid = new Grid(loop, finalByDefault: "zero");
        var sampler = new DpmSolverMultistep(order, kind, eta, Rule(loop.Config),
            loop.Config.Flag("lower_order_final", true) && grid.Count < 15 ? int.MaxValue : 0,
            loop.Config.Flag("euler_at_final"));
        return grid.Plan(sampler);
    }

    internal static DiffusersPlan Singlestep(DiffusersLoop loop)
    {
        var (order, kind, eta) = OrderKindEta(loop.Config);
        if (eta > 0) throw new UnsupportedException("single-step DPM-Solver with noise");
        var rule = Rule(loop.Config);
        loop.Config.Must("linspace", "timestep_spacing");
        var grid = new Grid(loop, finalByDefault: "zero", lateStart: true);
        // It insists on falling order where the steps do not divide, and where the last step ends without noise.
        var falling = loop.Config.Flag("lower_order_final") || grid.Count % order != 0 || grid.Levels[^1].Sigma == 0;
        if (grid.Skip == 0) return grid.Plan(new DpmSolverSinglestep(order, kind, rule, falling));
        // A late start keeps the orders of the whole run; a step whose beginning was skipped is made lower.
        var sizes = Sizes(grid.Count, order, falling, grid.Levels[^1].Sigma == 0);
        var segments = new List<(Sampler, NoiseLevel[])>();
        var end = 0;
        foreach (var size in sizes)
        {
            var begin = Math.Max(end, grid.Skip);
            end += size;
            // What is left of a step that began before the start: single intervals, until the next whole step.
            if (end > begin && end - begin < size)
                for (; begin < end; begin++)
                    segments.Add((new DpmSolverSinglestep(1, kind, rule), grid.Levels[begin..(begin + 2)]));
            else if (end > begin)
                segments.Add(
                    (new DpmSolverSinglestep(size, kind, rule, lowerOrderFinal: false), grid.Levels[begin..(end + 1)]));
        }
        return grid.Plan(segments);
    }

    internal static DiffusersPlan UniPc(DiffusersLoop loop)
    {
        var config = loop.Config;
        var kind = config.Flag("predict_x0", true) ? DpmSolverKind.Data : DpmSolverKind.Noise;
        var variant = config.Text("solver_type", "bh2") == "bh1" ? UniPcVariant.Bh1 : UniPcVariant.Bh2;
        config.Must("", "solver_p", "shift_terminal", "sigma_min", "sigma_max");
        var skipped = config.Numbers("disable_corrector") ?? [];
        for (var i = 0; i < skipped.Length; i++)
            if (skipped[i] != i) throw new UnsupportedException($"disable_corrector = [{string.Join(", ", skipped)}]");
        var grid = new Grid(loop, finalByDefault: "zero", lastKarrasTwice: true);
        return grid.Plan(new UniPc(
            config.Whole("solver_order", 2), variant, kind, config.Flag("lower_order_final", true), skipped.Length));
    }

    internal static DiffusersPlan Deis(DiffusersLoop loop)
    {
        var config = loop.Config;
        config.Must("deis", "algorithm_type");
        config.Must("logrho", "solver_type");
        var grid = new Grid(loop, finalByDefault: "sigma_min", lastKarrasTwice: true);
        return grid.Plan(new Deis(config.Whole("solver_order", 2),
            config.Flag("lower_order_final", true) && grid.Count < 15 ? int.MaxValue : 0));
    }

    internal static (int Order, DpmSolverKind Kind, double Eta) OrderKindEta(DiffusersConfig config)
    {
        var order = config.Whole("solver_order", 2);
        config.Must("", "variance_type");
        return config.Text("algorithm_type", "dpmsolver++") switch
        {
            "dpmsolver++" or "deis" => (order, DpmSolverKind.Data, 0),
            "dpmsolver" => (order, DpmSolverKind.Noise, 0),
            "sde-dpmsolver++" => (order, DpmSolverKind.Data, 1),
            "sde-dpmsolver" => (order, DpmSolverKind.Noise, 1),
            var other => throw new UnsupportedException($"algorithm_type = {other}"),
        };
    }

    internal static DpmSolverRule Rule(DiffusersConfig config) => config.Text("solver_type", "midpoint") switch
    {
        "midpoint" or "logrho" or "bh1" or "bh2" => DpmSolverRule.Midpoint,
        "heun" => DpmSolverRule.Heun,
        var other => throw new UnsupportedException($"solver_type = {other}"),
    };

    /// <summary>The reference's list of orders, as sizes of groups.</summary>
    private static List<int> Sizes(int steps, int order, bool falling, bool clean)
    {
        var sizes = new List<int>();
        for (var left = steps; left > 0; left -= sizes[^1])
        {
            var size = Math.Min(order, left);
            sizes.Add(size == left && size > 1 && ((falling && size == order) || clean) ? size - 1 : size);
        }
        return sizes;
    }

    /// <summary>The timesteps and levels of a run.</summary>
    private sealed class Grid
    {
        private readonly DiffusersLoop loop;
        private readonly double[] timesteps;

        internal Grid(DiffusersLoop loop, string finalByDefault, bool lateStart = false, bool lastKarrasTwice = false)
        {
            this.loop = loop;
            var config = loop.Config;
            config.Must("False", "use_dynamic_shifting");
            config.Ignore("time_shift_type");
            var schedule = new DiffusersSchedule(config, liftLast: true);
            var (free, sigmas) = (false, Array.Empty<double>());
            (timesteps, sigmas, free) = TimestepsAndSigmas(schedule);
            var flow = config.Flag("use_flow_sigmas");
            Count = timesteps.Length;
            var last = config.Text("final_sigmas_type", finalByDefault) switch
            {
                "zero" => 0,
                "sigma_min" =>
                    (free && lastKarrasTwice) || flow ? sigmas[^1] : DiffusersSpacing.Float(schedule.Sigmas[0]),
                var other => throw new UnsupportedException($"final_sigmas_type = {other}"),
            };
            NoiseLevel Level(double sigma, int i)
            {
                var t = i < Count ? timesteps[i] : -1;
                return flow ? new(t, 1 - sigma, sigma) : NoiseLevel.FromSigmaVe(sigma, t);
            }
            Levels = [.. sigmas.Append(last).Select(Level)];
            Levels[^1] = DiffusersPlan.Below(Levels[^2], Levels[^1]);
            Skip = loop.StartSlice ?? (lateStart ? Math.Max(0, Count - loop.ModelCalls) : 0);
        }

        internal int Count { get; }

        internal int Skip { get; }

        internal NoiseLevel[] Levels { get; }

        internal DiffusersPlan Plan(Sampler sampler) => Plan([(sampler, Levels[Skip..])]);

        internal DiffusersPlan Plan(List<(Sampler, NoiseLevel[])> segments) => DiffusersPlan.Make(
            DiffusersPlan.AnswerOf(loop.Config), timesteps[Skip..], timesteps[Skip..], segments,
            DiffusersPlan.Around(loop.Config, clipByDefault: false, recompute: true));

        private (double[] Timesteps, double[] Sigmas, bool Free) TimestepsAndSigmas(DiffusersSchedule schedule)
        {
            var config = loop.Config;
            var (spacing, offset) = (config.Text("timestep_spacing", "linspace"), config.Whole("steps_offset", 0));
            var clip = config.Number("lambda_min_clipped", double.NegativeInfinity);
            var last = schedule.Count - schedule.LogSigmas.Count(log => -log < clip);
            var shift = config.Number("flow_shift", 1);
            var (min, max) = (schedule.Sigmas[0], schedule.Sigmas[^1]);
            config.Ignore("use_lu_lambdas", "use_exponential_sigmas", "use_beta_sigmas", "use_flow_sigmas");
            double TimestepOf(double sigma) => DiffusersSpacing.TimestepOf(sigma, schedule.LogSigmas);
            (double[], double[], bool) Free(double[] sigmas, bool rounded) =>
                ([.. sigmas.Select(
                    sigma => rounded ? DiffusersSpacing.RoundEven(TimestepOf(sigma)) : Math.Floor(TimestepOf(sigma)))],
                    [.. sigmas.Select(DiffusersSpacing.Float)], true);

            if (config.Flag("use_karras_sigmas"))
                return Free(DiffusersSpacing.Karras(min, max, loop.Steps), rounded: true);
            // Its lambdas are -log sigma, evenly spaced: the exponential spacing, with rounded timesteps.
            if (config.Flag("use_lu_lambdas"))
                return Free(DiffusersSpacing.Exponential(min, max, loop.Steps), rounded: true);
            if (config.Flag("use_exponential_sigmas"))
                return Free(DiffusersSpacing.Exponential(min, max, loop.Steps), rounded: false);
            if (config.Flag("use_beta_sigmas"))
                return Free(DiffusersSpacing.Beta(min, max, loop.Steps), rounded: false);
            if (config.Flag("use_flow_sigmas"))
            {
                double[] sigmas = [.. DiffusersSpacing.Linspace(1, 1.0 / schedule.Count, loop.Steps + 1)
                    .Select(alpha => 1 - alpha)
                    .Select(sigma => shift * sigma / (1 + (shift - 1) * sigma)).Reverse().Take(loop.Steps)];
                return ([.. sigmas.Select(sigma => Math.Floor(sigma * schedule.Count))],
                    [.. sigmas.Select(DiffusersSpacing.Float)], false);
            }
            var timesteps = loop.CustomTimesteps
                ?? DiffusersSpacing.Solver(spacing, last, schedule.Count, loop.Steps, offset);
            return (timesteps, [.. timesteps.Select(
                t => DiffusersSpacing.Float(DiffusersSpacing.Interpolate(schedule.Sigmas, t)))], false);
        }
    }
}
