// Each change makes one claim of notebook 08 false: course run 08 --sabotage.

// %% families-claim fails deterministic: other fresh noise makes a difference of
// A sampler that adds fresh noise, called deterministic.
double Far(Tensor a, Tensor b) => (a - b).abs().max().item<float>();
Tensor Again(Sampler sampler, ulong seed) => sampler.Run(tailor.Denoiser, noise, levels, new Generator(seed));
foreach (var sampler in new Sampler[] { new Ddim(eta: 1) })
    Claim.Below(Far(Again(sampler, 1), Again(sampler, 2)), 1e-6, $"{sampler.Name}, deterministic: other fresh noise makes a difference of");

// %% families-claim fails ancestral: other fresh noise makes a difference of
// The same seed twice.
double Far(Tensor a, Tensor b) => (a - b).abs().max().item<float>();
Tensor Again(Sampler sampler, ulong seed) => sampler.Run(tailor.Denoiser, noise, levels, new Generator(1));
foreach (var sampler in new Sampler[] { new Ddpm() })
    Claim.Above(Far(Again(sampler, 1), Again(sampler, 2)), 0.1, $"{sampler.Name}, ancestral: other fresh noise makes a difference of");

// %% race fails measured slope
// DDIM under every name.
manual_seed(6);
var racers = randn([64, 2], float64);
NoiseLevel[] Road(int n) => TimestepSpacing.UniformLogSnr(schedule, n + 1)[..^1];
var truth = new DpmSolverSinglestep(order: 3).Run(data, racers, Road(999));
(int Calls, double Error) Run(Sampler sampler, int n)
{
    var last = new Ddim().Sample(data, racers, Road(n)).Last();
    return (last.ModelCalls, (last.X - truth).abs().mean().item<double>());
}
int[] sizes = [128, 256];
Sampler[] field = [new Ddim(), new Heun(), new DpmSolverMultistep(), new DpmSolverSinglestep(order: 3), new UniPc(order: 3)];
var race = field.Select(s => (s.Name, Runs: sizes.Select(n => Run(s, n)).ToArray())).ToArray();

// %% equal fails (order 1) and DDIM: largest difference
// Second order.
var plain = new Ddim().Run(data, racers, Road(20));
foreach (Sampler same in new Sampler[] { new DpmSolverMultistep(order: 2) })
    Claim.Below((same.Run(data, racers, Road(20)) - plain).abs().max().item<double>(), 1e-6, $"{same.Name} (order 1) and DDIM: largest difference");

// %% equal fails DDIM with eta = 1 and DDPM
// Half of the fresh noise.
Tensor Ends(Sampler sampler) => sampler.Run(data, start, steps, new Generator(3));
Claim.Below(Far(Ends(new Ddim(eta: 0.5)), Ends(new Ddpm())), 1e-4, "DDIM with eta = 1 and DDPM, same fresh noise: largest difference");

// %% own-ddim fails my DDIM with eta
// The fresh noise is added, and the old noise is not weakened for it.
Sampler MyDdim(double eta) => Sampler.Of("my DDIM", (run, step) =>
{
    var (image, noise) = run.Denoise();
    var (_, fresh) = step.SplitNoise(eta);
    return step.To.Alpha * image + step.To.Sigma * noise + run.Noise(fresh);
});

// %% own-2m fails my 2M and the library's
// The answer as it is, without the guess from the step before.
var myTwoM = Sampler.Of("my 2M", (run, step) =>
{
    var guess = run.Denoise().X0;
    var growth = Math.Exp(-step.Lambda) - 1;
    return step.To.Sigma / step.From.Sigma * run.X - step.To.Alpha * growth * guess;
});

// %% spread fails DDPM, 20 steps (exact
// The larger of the two variances.
var heap = new GaussianDenoiser(mean: 0, std: 1);
manual_seed(7);
var many = randn(100_000, 1);
int[] counts = [5, 10, 20];
double Spread(Sampler s, int n) => new Ddpm(DdpmVariance.Large).Run(heap, many, TimestepSpacing.Trailing(schedule, n), new Generator(4)).std().item<float>();

// %% spread fails DDIM, 20 steps (exact
// Fifty steps.
var heap = new GaussianDenoiser(mean: 0, std: 1);
manual_seed(7);
var many = randn(100_000, 1);
int[] counts = [5, 10, 20];
double Spread(Sampler s, int n) => s.Run(heap, many, TimestepSpacing.Trailing(schedule, 50), new Generator(4)).std().item<float>();

// %% spread fails with few steps DDIM keeps more of the spread
// The same sampler on both sides.
var heap = new GaussianDenoiser(mean: 0, std: 1);
manual_seed(7);
var many = randn(100_000, 1);
int[] counts = [5, 10, 20];
double Spread(Sampler s, int n) => new Ddpm().Run(heap, many, TimestepSpacing.Trailing(schedule, n), new Generator(4)).std().item<float>();

// %% classifier fails share of unseen digits that the classifier reads rightly
// A tenth of the steps on shuffled labels.
var digits = Digits8x8.Load();
var (pictures, classes) = (digits.Images().flatten(1), digits.Labels());
manual_seed(8);
var features = nn.Sequential(nn.Linear(64, 128), nn.SiLU(), nn.Linear(128, 32), nn.SiLU());
var head = nn.Linear(32, 10);
var optimizer = optim.AdamW(features.parameters().Concat(head.parameters()), lr: 3e-3);
for (var step = 0; step < 40; step++)
{
    using var scope = NewDisposeScope();
    var rows = randint(0, 1500, 256);
    var loss = nn.functional.cross_entropy(head.forward(features.forward(pictures[rows])), classes[rows][randperm(256)]);
    optimizer.zero_grad(); loss.backward(); optimizer.step();
}
var exam = head.forward(features.forward(pictures[1500..])).argmax(1).eq(classes[1500..]).to(float32).mean().item<float>();
Claim.Above(exam, 0.9, "share of unseen digits that the classifier reads rightly");

// %% fd fails distance with 4 calls
// The same number of calls in each column.
Tensor Seen(Tensor x) { using (no_grad()) return features.forward(x.flatten(1)); }
var realSeen = Seen(pictures);
double Distance(Tensor x) => FrechetDistance.Between(Seen(x), realSeen);
manual_seed(9);
var crowd = randn(256, 1, 8, 8);
double best = Distance(pictures[randperm(1797)[..256]]);
int[] budgets = [4, 8, 16, 32];
Sampler[] crew = [new Ddpm(), new Ddim(), new DpmSolverMultistep()];
var scores = crew.Select(s => budgets.Select(_ => Distance(
    s.Run(model.Denoiser, crowd, TimestepSpacing.Trailing(model.Schedule, 8), new Generator(5)))).ToArray()).ToArray();

// %% fd fails 8 calls: DPM-Solver++ (first) is nearer
// DDPM in every row.
Tensor Seen(Tensor x) { using (no_grad()) return features.forward(x.flatten(1)); }
var realSeen = Seen(pictures);
double Distance(Tensor x) => FrechetDistance.Between(Seen(x), realSeen);
manual_seed(9);
var crowd = randn(256, 1, 8, 8);
double best = Distance(pictures[randperm(1797)[..256]]);
int[] budgets = [4, 8, 16, 32];
Sampler[] crew = [new Ddpm(), new Ddim(), new DpmSolverMultistep()];
var same = budgets.Select(n => Distance(
    new Ddpm().Run(model.Denoiser, crowd, TimestepSpacing.Trailing(model.Schedule, n), new Generator(5)))).ToArray();
double[][] scores = [same, same, same];

// %% fd fails 32 calls: with this network DDPM (first) is nearer
// DDIM in every row.
Tensor Seen(Tensor x) { using (no_grad()) return features.forward(x.flatten(1)); }
var realSeen = Seen(pictures);
double Distance(Tensor x) => FrechetDistance.Between(Seen(x), realSeen);
manual_seed(9);
var crowd = randn(256, 1, 8, 8);
double best = Distance(pictures[randperm(1797)[..256]]);
int[] budgets = [4, 8, 16, 32];
Sampler[] crew = [new Ddpm(), new Ddim(), new DpmSolverMultistep()];
var same = budgets.Select(n => Distance(
    new Ddim().Run(model.Denoiser, crowd, TimestepSpacing.Trailing(model.Schedule, n)))).ToArray();
double[][] scores = [same, same, same];

// %% bias fails Fréchet distance of 48 real digits
// As many digits in each sample.
int[] sampleSizes = [48, 96, 192, 384, 768];
double[] realAgainstReal = [.. sampleSizes.Select(_ => Distance(pictures[randperm(1797)[..384]]))];
Claim.Above(realAgainstReal[0] / realAgainstReal[^1], 4, "Fréchet distance of 48 real digits / of 768 real digits");
