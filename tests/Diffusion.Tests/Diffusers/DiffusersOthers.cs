namespace Diffusion.Tests;

/// <summary>EDM, flow matching, consistency, LCM, TCD, Score-SDE: each with a way of its own.</summary>
internal static class DiffusersOthers
{
    internal static DiffusersPlan Edm(DiffusersLoop loop)
    {
        var config = loop.Config;
        config.Ignore("num_train_timesteps");
        var (min, max, rho) = (config.Number("sigma_min", 0.002), config.Number("sigma_max", 80),
            config.Number("rho", 7));
        var data = config.Number("sigma_data", 0.5);
        double[] sigmas = config.Text("sigma_schedule", "karras") switch
        {
            "karras" => DiffusersSpacing.Karras(min, max, loop.Steps, rho),
            "exponential" => DiffusersSpacing.Exponential(min, max, loop.Steps),
            var other => throw new UnsupportedException($"sigma_schedule = {other}"),
        };
        sigmas = [.. sigmas.Select(DiffusersSpacing.Float)];
        double[] timesteps = [.. sigmas.Select(sigma => DiffusersSpacing.Float(Math.Log(sigma) / 4))];
        var last = config.Text("final_sigmas_type", "zero") == "zero" ? 0 : min;
        if (last >= sigmas[^1]) last = sigmas[^1] * (1 - 1e-6);
        loop.StepOptions.Must("0", "s_churn");
        loop.StepOptions.Ignore("s_tmin", "s_tmax", "s_noise");
        Sampler sampler = new Euler();
        if (loop.Scheduler == "EDMDPMSolverMultistepScheduler")
        {
            var (order, kind, eta) = DiffusersSolver.OrderKindEta(config);
            sampler = new DpmSolverMultistep(order, kind, eta, DiffusersSolver.Rule(config),
                config.Flag("lower_order_final", true) && loop.Steps < 15 ? int.MaxValue : 0,
                config.Flag("euler_at_final"));
        }
        var skip = loop.StartSlice ?? 0;
        (sigmas, timesteps) = (sigmas[skip..], timesteps[skip..]);
        NoiseLevel[] levels = [.. sigmas.Append(last)
            .Select((sigma, i) => new NoiseLevel(i < timesteps.Length ? timesteps[i] : -1, 1, sigma))];

        var model = new DummyModelDenoiser(Answer.RawEpsilon, timesteps);
        // v_prediction turns the sign of the network's part.
        var sign = DiffusersPlan.AnswerOf(config) switch { Answer.Epsilon => 1, Answer.V => -1,
            _ => throw new UnsupportedException("this prediction_type of EDM") };
        var edm = new Preconditioned(model, levels, image => new EdmDenoiser((x, _) => image(x) * sign, data));
        return new()
        {
            Model = model, Denoiser = DiffusersPlan.Around(config, clipByDefault: false, recompute: true)(edm),
            Segments = [(sampler, levels)], Begin = levels[0], Timesteps = timesteps,
            InitSigma = Math.Sqrt(max * max + 1),
        };
    }

    internal static DiffusersPlan Consistency(DiffusersLoop loop)
    {
        var config = loop.Config;
        var (min, max, rho, data) = (config.Number("sigma_min", 0.002), config.Number("sigma_max", 80),
            config.Number("rho", 7), config.Number("sigma_data", 0.5));
        config.Must("1", "s_noise");
        var count = config.Whole("num_train_timesteps", 40);
        var indices = loop.CustomTimesteps
            ?? [.. Enumerable.Range(0, loop.Steps).Select(i => (double)((loop.Steps - 1 - i) * (count / loop.Steps)))];
        double low = Math.Pow(min, 1 / rho), high = Math.Pow(max, 1 / rho);
        double[] exact = [.. indices.Reverse().Select(i => Math.Pow(high + i / (count - 1) * (low - high), rho))];
        double[] timesteps = [.. exact.Select(sigma => 250 * Math.Log(sigma + 1e-44))];
        double[] sigmas = [.. exact.Select(DiffusersSpacing.Float)];
        var skip = loop.StartSlice ?? 0;
        (sigmas, timesteps) = (sigmas[skip..], timesteps[skip..]);
        NoiseLevel[] levels = [.. sigmas.Select((sigma, i) => new NoiseLevel(timesteps[i], 1, sigma)),
            NoiseLevel.Clean];
        if (levels.Length > 1 && sigmas[^1] > min) levels[^1] = new(-1, 1, min * (1 - 1e-9));

        var model = new DummyModelDenoiser(Answer.RawEpsilon, timesteps);
        IDenoiser denoiser = new Preconditioned(
            model, levels, image => new ConsistencyDenoiser((x, _) => image(x), data, min));
        if (config.Flag("clip_denoised", true)) denoiser = new ClippedDenoiser(denoiser);
        return new()
        {
            Model = model, Denoiser = denoiser, Segments = [(new Consistency(leastNoise: min), levels)],
            Begin = levels[0], Timesteps = timesteps, InitSigma = max,
        };
    }

    internal static DiffusersPlan FlowMatch(DiffusersLoop loop)
    {
        var config = loop.Config;
        config.Must("False", "use_dynamic_shifting", "invert_sigmas", "use_karras_sigmas", "use_exponential_sigmas",
            "use_beta_sigmas", "stochastic_sampling");
        config.Must("", "shift_terminal");
        config.Ignore("base_shift", "max_shift", "base_image_seq_len", "max_image_seq_len", "time_shift_type");
        loop.StepOptions.Must("0", "s_churn");
        loop.StepOptions.Ignore("s_tmin", "s_tmax", "s_noise");
        var (count, shift) = (config.Whole("num_train_timesteps", 1000), config.Number("shift", 1));
        double Shifted(double sigma) => shift * sigma / (1 + (shift - 1) * sigma);
        // The shift is applied to the range of sigma, and again to the sigmas.
        double[] sigmas = [.. DiffusersSpacing.Linspace(Shifted(1) * count, Shifted(1.0 / count) * count, loop.Steps)
            .Select(t => DiffusersSpacing.Float(Shifted(DiffusersSpacing.Float(t / count))))];
        double[] timesteps = [.. sigmas.Select(sigma => DiffusersSpacing.Float(sigma * count))];
        var skip = loop.StartSlice ?? 0;
        (sigmas, timesteps) = (sigmas[skip..], timesteps[skip..]);
        NoiseLevel[] levels = [.. sigmas.Select((sigma, i) => new NoiseLevel(timesteps[i], 1 - sigma, sigma)),
            NoiseLevel.Clean];
        double[] twice = [timesteps[0], .. timesteps.Skip(1).SelectMany(t => new[] { t, t })];
        return loop.Scheduler == "FlowMatchHeunDiscreteScheduler"
            ? DiffusersPlan.Make(Answer.Flow, twice, twice, new FlowHeun(), levels)
            : DiffusersPlan.Make(Answer.Flow, timesteps, timesteps, new FlowEuler(), levels);
    }

    internal static DiffusersPlan Latent(DiffusersLoop loop)
    {
        var config = loop.Config;
        var schedule = new DiffusersSchedule(config, liftLast: false, 0.00085, 0.012, "scaled_linear");
        config.Ignore("timestep_spacing", "steps_offset", "set_alpha_to_one");
        var original = config.Whole("original_inference_steps", 50);
        // Timesteps are chosen among those the network was distilled on: 19, 39, ..., 999.
        var stride = schedule.Count / original;
        double[] trained = [.. Enumerable.Range(1, original).Select(i => (double)(i * stride - 1)).Reverse()];
        var timesteps = loop.CustomTimesteps ?? [.. Enumerable.Range(0, loop.Steps)
            .Select(i => trained[(int)Math.Floor(i * ((double)original / loop.Steps))])];
        var scale = config.Number("timestep_scaling", 10);
        var around = DiffusersPlan.Around(config, clipByDefault: false, recompute: false);
        var skip = loop.StartSlice ?? 0;
        timesteps = timesteps[skip..];
        var levels = timesteps.Select(t => schedule.Level((int)t));
        return loop.Scheduler == "LCMScheduler"
            ? DiffusersPlan.Make(
                DiffusersPlan.AnswerOf(config), timesteps, timesteps, new Consistency(), [.. levels, NoiseLevel.Clean],
                model => new LcmDenoiser(around(model), schedule.ToSchedule(), 0.5, scale))
            // TCD ends at timestep 0.
            : DiffusersPlan.Make(DiffusersPlan.AnswerOf(config), timesteps, timesteps,
                new Tcd(schedule.ToSchedule(), loop.StepOptions.Number("eta", 0.3)),
                [.. levels, schedule.Level(0)], around);
    }

    internal static DiffusersPlan ScoreSdeVe(DiffusersLoop loop)
    {
        var config = loop.Config;
        var trained = config.Whole("num_train_timesteps", 2000);
        var (min, max, eps) = (config.Number("sigma_min", 0.01), config.Number("sigma_max", 1348),
            config.Number("sampling_eps", 1e-5));
        var corrections = config.Whole("correct_steps", 1);
        double[] timesteps = [.. DiffusersSpacing.Linspace(1, eps, loop.Steps).Select(DiffusersSpacing.Float)];
        double[] sigmas = [.. DiffusersSpacing.Linspace(Math.Log(max), Math.Log(min), loop.Steps)
            .Select(log => DiffusersSpacing.Float(Math.Exp(log)))];
        NoiseLevel[] levels = [.. sigmas.Select((sigma, i) => new NoiseLevel(timesteps[i], 1, sigma)),
            NoiseLevel.Clean];
        // The loop sets sigmas before timesteps, so its model is told the first few of the 2000 training sigmas.
        double[] calls = [.. DiffusersSpacing.Linspace(1, eps, trained).Take(loop.Steps)
            .SelectMany(t => Enumerable.Repeat(DiffusersSpacing.Float(min * Math.Pow(max / min, t)), corrections + 1))];
        return DiffusersPlan.Make(Answer.Score, calls, timesteps,
            [(new PredictorCorrector(SdePredictor.ReverseDiffusion, corrections, config.Number("snr", 0.15)), levels)],
            initSigma: max, noiseAfter: sigmas[^1]);
    }

    /// <summary>A parametrisation of ours around the dummy model, which notes the unscaled image.</summary>
    private sealed class Preconditioned(
        DummyModelDenoiser model, NoiseLevel[] levels,
        Func<Func<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>, IDenoiser> make) : IDenoiser
    {
        public Denoised Denoise(TorchSharp.torch.Tensor x, NoiseLevel level)
        {
            var size = DummyModelDenoiser.AbsSum(x);
            var answer = make(scaled => model.Denoise(scaled, levels[0]).Epsilon).Denoise(x, level);
            model.Seen[^1] = size;
            return answer;
        }
    }
}
