// Each change makes one claim of notebook 09 false: course run 09 --sabotage.

// %% opening fails steps are nearer to 200 than
// The same number of steps on both sides.
var model = Pretrained.FashionMnist();
var noise = model.Noise(32, seed: 3);
int[] budgets = [1, 2, 4, 8, 16, 50];
Tensor Draw(NoiseLevel[] levels) => new Ddim().Run(model.Denoiser, noise, levels);
var drawn = budgets.ToDictionary(n => n, n => Draw(TimestepSpacing.Trailing(model.Schedule, Math.Min(n, 16))));

// %% knee fails 20 calls are better than 4
// The same number of calls on both sides.
var judge = Pretrained.FashionClassifier();
var real = judge.AllFeatures(DatasetStore.EmbeddedFashionMnist().Take(1000).Images());
var crowd = model.Noise(96, seed: 4);
double FromReal(Tensor features) => EnergyDistance.Between(features, real);
var four = judge.AllFeatures(new Ddim().Run(model.Denoiser, crowd, TimestepSpacing.Trailing(model.Schedule, 4)));
var seen = new[] { 4, 12, 20, 100 }.ToDictionary(n => n, _ => four);

// %% knee fails what 80 more calls win
// 5 calls taken for 20: the knee is not reached.
var judge = Pretrained.FashionClassifier();
var real = judge.AllFeatures(DatasetStore.EmbeddedFashionMnist().Take(1000).Images());
var crowd = model.Noise(96, seed: 4);
double FromReal(Tensor features) => EnergyDistance.Between(features, real);
var seen = new[] { 4, 12, 20, 100 }.ToDictionary(n => n, n => judge.AllFeatures(new Ddim().Run(model.Denoiser, crowd,
    TimestepSpacing.Trailing(model.Schedule, n == 20 ? 5 : n == 100 ? 50 : 4))));

// %% map fails step 20 is timestep 999
// Leading spacing.
var schedule = NoiseSchedule.Linear();
var visits = TimestepSpacing.Leading(schedule, 20);
Claim.That(visits[0].T == 999 && visits[1].T == 949 && visits[19].T == 49,
    "step 20 is timestep 999, step 19 is 949, step 1 is 49");

// %% map fails the last move goes to no noise at all
// The clean end forgotten.
var schedule = NoiseSchedule.Linear();
var visits = TimestepSpacing.Trailing(schedule, 20)[..^1];
Claim.That(visits.Length == 21 && visits[^1] == NoiseLevel.Clean,
    "the last move goes to no noise at all");

// %% moves fails step 19 goes to the weights of training timestep 949
// Alpha bar taken for alpha.
Claim.That(visits[1].AlphaBar == schedule[949].Alpha && visits[1].Sigma == schedule[949].Sigma,
    "step 19 goes to the weights of training timestep 949");

// %% ticks fails visits at high noise
// Read over the timestep: there Karras is the one that crowds at little noise.
var spacings = new (string Name, Func<NoiseSchedule, int, NoiseLevel[]> Pick)[]
{
    ("trailing", TimestepSpacing.UniformLogSnr), ("uniform log-SNR", TimestepSpacing.Trailing),
    ("Karras", (s, n) => TimestepSpacing.Karras(s, n)),
};

// %% ticks fails visits at little noise
// Both are the same spacing.
var spacings = new (string Name, Func<NoiseSchedule, int, NoiseLevel[]> Pick)[]
{
    ("trailing", TimestepSpacing.Trailing), ("uniform log-SNR", TimestepSpacing.UniformLogSnr),
    ("Karras", TimestepSpacing.Trailing),
};

// %% lab fails garments: log-SNR at which half
// The heaps on both sides.
double[] Moves(IDenoiser denoiser, Tensor x, NoiseLevel[] levels)
{
    var beliefs = new Ddim().Sample(denoiser, x, levels).Select(state => state.X0).ToList();
    return [.. beliefs.Zip(beliefs.Skip(1), (a, b) => (b - a).norm().to(float64).item<double>())];
}
var road = TimestepSpacing.UniformLogSnr(schedule, 60);
var inPlane = Moves(data, start, road);
var inGarments = inPlane;

// %% lab fails eight heaps: share of the moving
// The noise left over in the place of the belief: it moves all the way alike.
manual_seed(6);
var start = randn([512, 2], float64);
var road = TimestepSpacing.UniformLogSnr(schedule, 60);
double[] inPlane = [.. Enumerable.Range(0, 59).Select(_ => 1.0)];
var inGarments = inPlane;

// %% race fails 10 calls, other starts: error of
// Trailing under every name.
var truth = new DpmSolverSinglestep(order: 3).Run(data, start, TimestepSpacing.UniformLogSnr(schedule, 1000));
spacings = [.. spacings.Select(s => (s.Name, (Func<NoiseSchedule, int, NoiseLevel[]>)TimestepSpacing.Trailing))];
double Error(Sampler sampler, NoiseLevel[] levels, int half)
{
    var ends = sampler.Run(data, start.chunk(2)[half], levels);
    return (ends - truth.chunk(2)[half]).abs().mean().item<double>();
}
int[] counts = [5, 10];
var errors = spacings.ToDictionary(s => s.Name,
    s => counts.Select(n => Error(new Ddim(), s.Pick(schedule, n), half: 0)).ToArray());

// %% race fails 80 calls against 5
// Five calls under the name of eighty.
var truth = new DpmSolverSinglestep(order: 3).Run(data, start, TimestepSpacing.UniformLogSnr(schedule, 1000));
double Error(Sampler sampler, NoiseLevel[] levels, int half)
{
    var ends = sampler.Run(data, start.chunk(2)[half], levels);
    return (ends - truth.chunk(2)[half]).abs().mean().item<double>();
}
int[] counts = [5, 10, 20, 40, 80];
var errors = spacings.ToDictionary(s => s.Name, s => counts.Select(n =>
    Error(new Ddim(), s.Pick(schedule, s.Name == "quadratic" && n == 80 ? 5 : n), half: 0)).ToArray());

// %% leading-claim fails leading: the absent picture
// With a thousand steps leading begins at the end too.
double Absent(NoiseLevel[] levels) => levels[0].Alpha;
Claim.Above(Absent(TimestepSpacing.Leading(scaled, 1000)), 0.1, "leading: the absent picture");

// %% leading-claim fails trailing: the absent picture
// A schedule that stops at half of its timesteps.
double Absent(NoiseLevel[] levels) => levels[0].Alpha;
Claim.Below(Absent(TimestepSpacing.Visit(scaled, [499, 299, 99])), 0.07, "trailing: the absent picture");

// %% leading fails scaled linear: leading is farther
// Trailing on both sides, with one step more for "leading".
var scaled = NoiseSchedule.ScaledLinear();
var five = new (string Name, Tensor Pictures)[]
{
    ("leading", Draw(TimestepSpacing.Trailing(scaled, 20))), ("trailing", Draw(TimestepSpacing.Trailing(scaled, 5))),
    ("leading", Draw(TimestepSpacing.Trailing(own, 20))), ("trailing", Draw(TimestepSpacing.Trailing(own, 5))),
};

// %% leading fails own schedule: leading is farther
// Trailing on both sides, with more steps for "leading".
var scaled = NoiseSchedule.ScaledLinear();
var five = new (string Name, Tensor Pictures)[]
{
    ("leading", Draw(TimestepSpacing.Trailing(scaled, 20))), ("trailing", Draw(TimestepSpacing.Trailing(scaled, 5))),
    ("leading", Draw(TimestepSpacing.Trailing(own, 20))), ("trailing", Draw(TimestepSpacing.Trailing(own, 5))),
};

// %% table fails calls: the best
// The field has one member, and it is plain DDIM with trailing spacing.
var (budget, plain) = (12, Error(new Ddim(), TimestepSpacing.Trailing(schedule, 12), half: 1));
var error = plain;
Claim.Below(error, plain / 1.5, $"{budget} calls: the best (limit: 2/3 of plain DDIM's)");

