// Each change makes one claim of notebook 06 false: course run 06 --sabotage.

// %% opening fails one step: distance to the nearest real picture
// Fifty steps in the place of one.
var clothes = DatasetStore.EmbeddedFashionMnist();
var images = clothes.Images();
var ideal = new DatasetDenoiser(images);
var schedule = NoiseSchedule.Linear();
manual_seed(1);
var noise = randn(10, 1, 28, 28);
var fiftySteps = new Ddim().Run(ideal, noise, TimestepSpacing.Trailing(schedule, 50));
var oneStep = fiftySteps;

// %% opening fails 50 steps: distance to the nearest real picture
// One step in the place of fifty.
var clothes = DatasetStore.EmbeddedFashionMnist();
var images = clothes.Images();
var ideal = new DatasetDenoiser(images);
var schedule = NoiseSchedule.Linear();
manual_seed(1);
var noise = randn(10, 1, 28, 28);
var oneStep = ideal.Denoise(noise, schedule[999]).X0;
var fiftySteps = oneStep;

// %% opening fails 50 steps: share of pictures that are copies
// A trained network in the place of the memory.
var clothes = DatasetStore.EmbeddedFashionMnist();
var images = clothes.Images();
var ideal = new DatasetDenoiser(images);
var schedule = NoiseSchedule.Linear();
manual_seed(1);
var noise = randn(10, 1, 28, 28);
var oneStep = ideal.Denoise(noise, schedule[999]).X0;
var fiftySteps = new Ddim().Run(Pretrained.FashionMnist().Denoiser, noise, TimestepSpacing.Trailing(schedule, 50));

// %% opening fails one step: share of pictures that are copies
// Fifty steps in the place of one.
var clothes = DatasetStore.EmbeddedFashionMnist();
var images = clothes.Images();
var ideal = new DatasetDenoiser(images);
var schedule = NoiseSchedule.Linear();
manual_seed(1);
var noise = randn(10, 1, 28, 28);
var fiftySteps = new Ddim().Run(ideal, noise, TimestepSpacing.Trailing(schedule, 50));
var oneStep = fiftySteps;

// %% opening fails one step: variety of the ten answers
// Fifty steps on both sides.
var clothes = DatasetStore.EmbeddedFashionMnist();
var images = clothes.Images();
var ideal = new DatasetDenoiser(images);
var schedule = NoiseSchedule.Linear();
manual_seed(1);
var noise = randn(10, 1, 28, 28);
var fiftySteps = new Ddim().Run(ideal, noise, TimestepSpacing.Trailing(schedule, 50));
var oneStep = fiftySteps;

// %% two fails two equally likely targets
// Only guesses that can be true.
double Cost(double g, double p) => p * Math.Pow(g - 1, 2) + (1 - p) * Math.Pow(g + 1, 2);
double[] guesses = [.. Enumerable.Range(-60, 121).Select(i => i / 20.0)];
double[] chances = [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];
double Best(double p) => new[] { -1.0, 1 }.MinBy(g => Cost(g, p));

// %% two fails and it costs
// The sum of the two errors, not their mean.
double Cost(double g, double p) => Math.Pow(g - 1, 2) + Math.Pow(g + 1, 2);
double[] guesses = [.. Enumerable.Range(-60, 121).Select(i => i / 20.0)];
double[] chances = [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];
double Best(double p) => guesses.MinBy(g => Cost(g, p));

// %% two fails a guess that could be true costs more
// The absolute error: every guess between the targets costs the same.
double Cost(double g, double p) => p * Math.Abs(g - 1) + (1 - p) * Math.Abs(g + 1);
double[] guesses = [.. Enumerable.Range(-60, 121).Select(i => i / 20.0)];
double[] chances = [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];
double Best(double p) => guesses.MinBy(g => Cost(g, p));

// %% two fails at every p: distance of the best guess
// The absolute error: the best guess is the likelier target.
double Cost(double g, double p) => p * Math.Abs(g - 1) + (1 - p) * Math.Abs(g + 1);
double[] guesses = [.. Enumerable.Range(-60, 121).Select(i => i / 20.0)];
double[] chances = [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];
double Best(double p) => guesses.MinBy(g => Cost(g, p));

// %% many fails best guess, found by trying
// The absolute error: its best guess is the median.
double[] targets = [-2, -1, 0.5, 1, 2.5], w = [0.1, 0.3, 0.2, 0.3, 0.1];
double Sum(Func<double, double> of) => targets.Zip(w, (y, wi) => wi * of(y)).Sum();
double mean = Sum(y => y);
Claim.Near(guesses.MinBy(g => Sum(y => Math.Abs(g - y))), mean, 0.026, "best guess, found by trying");

// %% many fails error of the formula
// The plain mean, each target counted once.
double[] targets = [-2, -1, 0.5, 1, 2.5], w = [0.1, 0.3, 0.2, 0.3, 0.1];
double Sum(Func<double, double> of) => targets.Zip(w, (y, wi) => wi * of(y)).Sum();
double mean = targets.Average();
double variance = Sum(y => Math.Pow(y - mean, 2));
double CostOf(double g) => Sum(y => Math.Pow(g - y, 2));
double Formula(double g) => Math.Pow(g - mean, 2) + variance;
Claim.Below(guesses.Max(g => Math.Abs(CostOf(g) - Formula(g))), 1e-9, "error of the formula");

// %% network fails pure noise: mean distance of the answers
// At "pure noise" it is shown a tenth of the noise.
Tensor Answers(int t)
{
    var level = schedule[t == 999 ? 100 : t];
    var noisy = NoiseMixing.AddNoise(two.repeat(100, 1), randn(200, 2), level);
    return pointTrainer.Denoiser.Denoise(noisy, level).X0;
}
manual_seed(2);

// %% network fails little noise: share of the answers
// The network's answer at pure noise, whatever it is shown.
Tensor Answers(int t) => pointTrainer.Denoiser.Denoise(randn(200, 2), schedule[999]).X0;
manual_seed(2);

// %% ideal fails largest difference to the library's answer
// The pictures as they are, not faded by alpha.
Tensor Ideal(Tensor x, NoiseLevel level)
{
    var y = images.flatten(1);
    var squared = (x - y).square().sum(1);
    var w = (-squared / (2 * level.Sigma * level.Sigma)).softmax(0);
    return w.unsqueeze(0).mm(y);
}
var seen = NoiseMixing.AddNoise(images[..1], randn(1, 1, 28, 28), schedule[600]);
var ours = Ideal(seen.flatten(1), schedule[600]);
var theirs = ideal.Denoise(seen, schedule[600]).X0.flatten(1);
Claim.Below((ours - theirs).abs().max().item<float>(), 1e-3, "largest difference to the library's answer");

// %% opening fails garments: correlation of the one-step picture
// Asked at half of the noise, not at pure noise.
var clothes = DatasetStore.EmbeddedFashionMnist();
var images = clothes.Images();
var ideal = new DatasetDenoiser(images);
var schedule = NoiseSchedule.Linear();
manual_seed(1);
var noise = randn(10, 1, 28, 28);
var oneStep = ideal.Denoise(NoiseMixing.AddNoise(images[..10], noise, schedule[500]), schedule[500]).X0;
var fiftySteps = noise;

// %% train fails digits: the ideal answer with the mean digit
// Asked about a digit with little noise.
var digits = Digits8x8.Load().Images().flatten(1);
var idealDigits = new DatasetDenoiser(digits);
manual_seed(3);
var noisyDigit = NoiseMixing.AddNoise(digits[..1], randn(1, 64), schedule[300]);
var perfect = idealDigits.Denoise(noisyDigit, schedule[300]).X0;
var network = perfect;

// %% train fails digits: the trained network's answer
// Told that little noise is left: it then believes what it sees.
manual_seed(3);
var small = randn(1, 64);
var network = trainer.Denoiser.Denoise(small, schedule[100]).X0;
var perfect = idealDigits.Denoise(small, schedule[999]).X0;

// %% floor fails network minus floor, the smallest of all timesteps
// The spread of all digits taken for the floor at every timestep: as if the noisy picture told nothing.
int[] timesteps = [0, 20, 50, 300, 600, 999];
double Mse(Tensor a, Tensor b) => nn.functional.mse_loss(a, b).item<float>();
List<double> floor = [], networkLoss = [];
foreach (var t in timesteps)
{
    using var scope = NewDisposeScope();
    manual_seed(t);
    var noisy = NoiseMixing.AddNoise(digits, randn_like(digits), schedule[t]);
    floor.Add(digits.var([0], false).mean().item<float>());
    networkLoss.Add(Mse(trainer.Denoiser.Denoise(noisy, schedule[t]).X0, digits));
}

// %% floor fails the floor at pure noise is the spread of all digits
// The floor is taken at half of the noise.
int[] timesteps = [0, 250];
List<double> floor = [], networkLoss = [];
foreach (var t in timesteps)
{
    using var scope = NewDisposeScope();
    manual_seed(t);
    var noisy = NoiseMixing.AddNoise(digits, randn_like(digits), schedule[t]);
    floor.Add(idealDigits.Weigh(noisy, schedule[t]).Variance.mean().item<float>());
    networkLoss.Add(1);
}

// %% floor fails the floor at t = 0
// The spread of all digits at every timestep: as if the noisy picture told nothing.
int[] timesteps = [0, 999];
double spread = digits.var([0], false).mean().item<float>();
List<double> floor = [spread, spread], networkLoss = [1, 1];
