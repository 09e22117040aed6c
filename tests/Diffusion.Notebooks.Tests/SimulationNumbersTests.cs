using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

/// <summary>
/// What the simulations' scripts compute in a browser is what the library computes, in double precision.
/// </summary>
[Trait("Lane", "slow")]
public sealed class SimulationNumbersTests
{
    private const double Tolerance = 1e-6;

    private static readonly NoiseSchedule Schedule = NoiseSchedule.Linear();

    private static readonly double[][] Centres =
        [.. Enumerable.Range(0, 8)
            .Select(i => new[] { 1.4 * Math.Cos(i * Math.PI / 4), 1.4 * Math.Sin(i * Math.PI / 4) })];

    private static readonly GaussianMixtureDenoiser Heaps = new(
        [.. Centres.Select(_ => 1.0)], Centres, [.. Centres.Select(_ => 0.12)]);

    /// <summary>At least 0.1 away from the lines at odd multiples of 22.5°, where two heaps are equally near.</summary>
    private static readonly double[][] Starts = [[1.2, -0.1], [-0.3, 0.9], [0.75, 0.7], [-1.9, -1.6], [0.1, -0.5]];

    [Fact]
    public void Every_sampler_walks_as_the_librarys_does()
    {
        var race = new SamplerRace(Heaps, Schedule);
        var roads = new Dictionary<string, NoiseLevel[]>
        {
            ["trailing"] = TimestepSpacing.Trailing(Schedule, 20),
            ["logSnr"] = TimestepSpacing.UniformLogSnr(Schedule, 7),
            ["karras"] = TimestepSpacing.Karras(Schedule, 25), ["one"] = TimestepSpacing.Trailing(Schedule, 1),
        };
        var page = Engine("samplers-view.js", $$"""
            const race = new Race({{Json(Centres.Select(mean => new { weight = 1, mean, std = 0.12 }))}}, {{Json(Schedule.Levels.Select(level => level.LogSnr))}});
            const roads = { trailing: ['trailing', 20], logSnr: ['logSnr', 7], karras: ['karras', 25], one: ['trailing', 1] };
            const noises = {{Json(Noises())}}, answers = {};
            for (const road_ of Object.keys(roads)) {
              const levels = road(race.schedule, spacings[roads[road_][0]].steps(race.schedule, roads[road_][1]));
              for (const key in samplers) {{Json(Starts)}}.forEach((start, i) => {
                let drawn = 0;
                const states = [...sample(samplers[key], race.mixture, start, levels, () => noises[i][drawn++])];
                answers[road_ + ' ' + key + ' ' + i] = states.flatMap(state => [...state.x, state.calls]);
              });
            }
            return answers;
            """);
        foreach (var (road, levels) in roads)
            foreach (var sampler in SimulatedSampler.All)
                for (var i = 0; i < Starts.Length; i++)
                {
                    var states = race.States(sampler.Make(Schedule), Starts[i], levels, new Generator((ulong)i));
                    Near($"{road} {sampler.Key} {i}",
                        [.. states.SelectMany(state => new[] { state.X[0], state.X[1], state.Calls })], page);
                }
        Assert.Equal(roads.Count * SimulatedSampler.All.Count * Starts.Length, page.EnumerateObject().Count());
    }

    [Fact]
    public void The_exact_curve_and_the_density_are_the_librarys()
    {
        var race = new SamplerRace(Heaps, Schedule);
        var levels = TimestepSpacing.Trailing(Schedule, 4);
        var page = Engine("samplers-view.js", $$"""
            const race = new Race({{Json(Centres.Select(mean => new { weight = 1, mean, std = 0.12 }))}}, {{Json(Schedule.Levels.Select(level => level.LogSnr))}});
            const answers = { heaps: {{Json(Starts)}}.map(start => race.heapOf(race.curve(start).pop())) };
            {{Json(Starts)}}.forEach((start, i) => {
              answers['curve ' + i] = race.curve(start).flatMap(x => [...x]);
              answers['density ' + i] = race.mixture.density(start, race.schedule.at(300));
              answers['denoised ' + i] = [...race.mixture.denoise(start, race.schedule.at(700.25))];
            });
            return answers;
            """);
        for (var i = 0; i < Starts.Length; i++)
        {
            using var x = tensor(Starts[i]).reshape(1, 2);
            Near($"curve {i}", [.. race.Curve(Starts[i]).SelectMany(point => point)], page);
            Near($"density {i}", [Heaps.LogDensity(x, Schedule[300]).exp().item<double>()], page);
            Near($"denoised {i}", Heaps.Denoise(x, Schedule.At(700.25)).X0.data<double>().ToArray(), page);
        }
        Assert.Equal([0, 2, 1, 5, 6], page.GetProperty("heaps").EnumerateArray().Select(heap => heap.GetInt32()));
    }

    [Fact]
    public void The_cheapest_guess_and_its_cost_are_the_formulas()
    {
        double[] targets = [-2, -1, 0.5, 1, 2.5], weights = [0.1, 0.3, 0.2, 0.3, 0.1];
        var page = Engine("averages-view.js", $$"""
            const targets = {{Json(targets)}}, prior = {{Json(weights)}}, answers = {};
            [Infinity, 2, 0.7, 0.05].forEach((sigma, i) => [-1.3, 0.2, 0.8].forEach((seen, j) => {
              const after = posterior(targets, prior, seen, sigma);
              answers['posterior ' + i + j] = [...after];
              answers['mean ' + i + j] = best(targets, after, 2);
              answers['median ' + i + j] = best(targets, after, 1);
              answers['costs ' + i + j] = [2, 1].flatMap(power => [-2.2, 0.15, 1.4].map(guess => cost(guess, targets, after, power)));
            }));
            answers.reweighed = reweigh(prior, 1, 0.65);
            return answers;
            """);
        var exact = new GaussianMixtureDenoiser(weights, targets, new double[5]);
        double[] sigmas = [double.PositiveInfinity, 2, 0.7, 0.05], places = [-1.3, 0.2, 0.8];
        for (var i = 0; i < sigmas.Length; i++)
            for (var j = 0; j < places.Length; j++)
            {
                using var seen = tensor(new[] { places[j] }).reshape(1, 1);
                // Only noise: nothing of the target is in what is seen.
                var level = double.IsInfinity(sigmas[i])
                    ? new NoiseLevel(double.NaN, 0, 1)
                    : new NoiseLevel(double.NaN, 1, sigmas[i]);
                var after = exact.Responsibilities(seen, level).data<double>().ToArray();
                Near($"posterior {i}{j}", after, page);
                Near($"mean {i}{j}", exact.Denoise(seen, level).X0.data<double>().ToArray(), page);
                double Cost(double guess, int power) =>
                    targets.Zip(after, (y, w) => w * Math.Pow(Math.Abs(guess - y), power)).Sum();
                Near($"costs {i}{j}", [.. new[]
                {
                    2, 1
                }.SelectMany(power => new[] { -2.2, 0.15, 1.4 }.Select(guess => Cost(guess, power)))], page);
                Near($"median {i}{j}", [targets.MinBy(y => Cost(y, 1))], page);
            }
        Near("reweighed", [0.05, 0.65, 0.1, 0.15, 0.05], page);
    }

    [Fact]
    public void The_mixtures_and_their_energies_are_the_librarys()
    {
        double[] bytes = [.. Enumerable.Range(0, 300).Select(i => (double)(i * i % 251))];
        double[] noise = [.. Enumerable.Range(0, 300).Select(i => Math.Sin(7.0 * i) * 1.4)];
        var page = Engine("mixing-view.js", $$"""
            const { values, range } = standardised(Float32Array.from({{Json(bytes)}})), noise = Float32Array.from({{Json(noise)}});
            const answers = { range, weights: [], mixtures: [], energies: [] };
            for (const a of [0, 0.2, 0.5, 0.9, 1]) {
              const all = weights(a);
              answers.weights.push(...all.preserving, ...all.linear);
              for (const name of ['preserving', 'linear']) {
                const mixed = mix(values, noise, ...all[name], new Float32Array(300));
                answers.mixtures.push(...mixed);
                answers.energies.push(energy(mixed));
              }
            }
            return answers;
            """);
        var (mean, square) = (bytes.Average(), bytes.Select(b => b * b).Average());
        var std = Math.Sqrt(square - mean * mean);
        using var image = tensor(bytes.Select(b => (b - mean) / std).ToArray());
        using var fresh = tensor(noise);
        List<double> weights = [], mixtures = [], energies = [];
        foreach (var a in new[] { 0, 0.2, 0.5, 0.9, 1 })
        {
            var level = a == 1 ? new(-1, 1, 0) : NoiseLevel.FromSnr(Math.Pow(a / (1 - a), 2));
            weights.AddRange([level.Alpha, level.Sigma, a, 1 - a]);
            foreach (var mixed in new[] { NoiseMixing.AddNoise(image, fresh, level), NoiseMixing.AddNoise(
                image, fresh, new(double.NaN, a, 1 - a)) })
            {
                mixtures.AddRange(mixed.data<double>().ToArray());
                energies.Add(mixed.square().mean().item<double>());
            }
        }
        Near("range", [(0 - mean) / std, (255 - mean) / std], page);
        Near("weights", [.. weights], page);
        Near("mixtures", [.. mixtures], page);
        Near("energies", [.. energies], page);
    }

    [Fact]
    public void The_memory_of_pictures_is_the_librarys_also_where_a_part_is_kept()
    {
        // 30 pictures of 16 pixels, in steps that single precision holds exactly.
        var images = (randint(0, 64, [30, 16], generator: new Generator(3)).to(float64) / 32) - 1;
        var kept = images[4] + 0.25;
        var erased = arange(16).ge(9);
        using var memory = new DatasetDenoiser(images);
        using var part = memory.Given(exp(-(images - kept).square().masked_fill(erased, 0).sum(1) / (2 * 1.5 * 1.5)));
        var levels = TimestepSpacing.Trailing(Schedule, 12);
        string[] keys = ["ddim", "heun", "twoM", "ddpm"];
        var fresh = new Generator(8);
        var noises = Enumerable.Range(0, 40)
            .SelectMany(_ => randn([1, 16], float64, generator: fresh).data<double>().ToArray()).ToArray();
        var page = Engine("garments-view.js", $$"""
            const wardrobe = new Wardrobe(Float32Array.from({{Json(images.data<double>().ToArray())}}), 16, new Schedule({{Json(Schedule.Levels.Select(level => level.LogSnr))}}));
            const start = {{Json(noises[..16])}}, noises = {{Json(noises)}}, levels = wardrobe.levels(12), answers = {};
            for (const kept of [false, true]) {
              if (kept) wardrobe.keep({{Json(kept.data<double>().ToArray())}}, Uint8Array.from({ length: 16 }, (_, i) => i >= 9 ? 1 : 0));
              answers['weights ' + kept] = [...wardrobe.weights(start, wardrobe.schedule.at(400))];
              answers['play ' + kept] = wardrobe.inPlay(wardrobe.weights(start, wardrobe.schedule.at(400)));
              for (const key of {{Json(keys)}}) {
                let drawn = 0;
                answers[key + ' ' + kept] = [...sample(samplers[key], wardrobe, start, levels, () => noises[drawn++])].flatMap(state => [...state.x]);
              }
            }
            return answers;
            """);
        using var start = tensor(noises[..16]).reshape(1, 16);
        foreach (var (name, denoiser) in new[] { ("false", memory), ("true", part) })
        {
            using var weighed = denoiser.Weigh(start, Schedule[400]);
            Near($"weights {name}", weighed.Weights.data<double>().ToArray(), page);
            Near($"play {name}", weighed.EffectiveCount.data<double>().ToArray(), page);
            foreach (var key in keys)
                Near($"{key} {name}", [.. SimulatedSampler.Named(key).Make(Schedule)
                    .Sample(denoiser, start, levels, new Generator(8))
                    .SelectMany(state => state.X.data<double>().ToArray())], page);
        }
    }

    [Fact]
    public void Chance_in_the_browser_is_normal_and_comes_from_its_seed()
    {
        var page = Engine("numbers.js", """
            const draws = seed => { const next = normal(seed); return Array.from({ length: 40000 }, next); };
            const [one, again, other] = [draws(5), draws(5), draws(6)], mean = f => one.reduce((sum, x) => sum + f(x), 0) / one.length;
            return { moments: [mean(x => x), mean(x => x * x), mean(x => x ** 3), mean(x => x ** 4)], same: one.every((x, i) => x === again[i]),
              other: one.filter((x, i) => x === other[i]).length, beyond: one.filter(x => Math.abs(x) > 1.96).length / one.length,
              neighbours: one.slice(1).reduce((sum, x, i) => sum + x * one[i], 0) / one.length };
            """);
        var moments = page.GetProperty("moments").EnumerateArray().Select(moment => moment.GetDouble()).ToArray();
        // Five standard errors of the moments of 40,000 normal numbers.
        Assert.InRange(moments[0], -0.025, 0.025);
        Assert.InRange(moments[1], 1 - 0.036, 1 + 0.036);
        Assert.InRange(moments[2], -0.1, 0.1);
        Assert.InRange(moments[3], 3 - 0.25, 3 + 0.25);
        Assert.InRange(page.GetProperty("beyond").GetDouble(), 0.0445, 0.0555);
        Assert.InRange(page.GetProperty("neighbours").GetDouble(), -0.025, 0.025);
        Assert.True(page.GetProperty("same").GetBoolean());
        Assert.Equal(0, page.GetProperty("other").GetInt32());
    }

    /// <summary>
    /// The same fresh noise on both sides: the numbers that the library's generator gives, two at a time.
    /// </summary>
    private static double[][] Noises() => [.. Starts.Select((_, i) =>
    {
        var generator = new Generator((ulong)i);
        return Enumerable.Range(0, 60)
            .SelectMany(_ => randn([1, 2], float64, generator: generator).data<double>().ToArray()).ToArray();
    })];

    private static void Near(string name, double[] expected, JsonElement page)
    {
        var here = page.GetProperty(name);
        double[] numbers = here.ValueKind == JsonValueKind.Array
            ? [.. here.EnumerateArray().Select(value => value.GetDouble())]
            : [here.GetDouble()];
        Assert.Equal(expected.Length, numbers.Length);
        var worst = expected.Zip(numbers, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max();
        Assert.True(worst < Tolerance,
            string.Create(CultureInfo.InvariantCulture, $"{name}: {worst} away from the library"));
    }

    private static string Json(object value) => JsonSerializer.Serialize(value);

    /// <summary>Runs code after a module and all that it imports, and returns what it answers.</summary>
    private static JsonElement Engine(string module, string code)
    {
        var title = Browser.Run(
            $"<script>(function () {{ {SimulationScript.Of(module)}\ntry {{ document.title = JSON.stringify((function () {{ {code} }})()); }} catch (error) {{ document.title = String(error.stack); }} }})();</script>");
        try
        {
            return JsonDocument.Parse(title).RootElement;
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"The page failed: {title}", error);
        }
    }
}
