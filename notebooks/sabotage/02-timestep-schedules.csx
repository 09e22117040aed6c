// Each change makes one claim of notebook 02 false: course run 02 --sabotage.

// %% opening fails 1,000 timesteps, 0 to 999
// One timestep too many.
var cosine = NoiseSchedule.Cosine();
var linear = NoiseSchedule.FromAlphaBars("linear",
    Enumerable.Range(1, 1001).Select(i => Math.Pow(1 - i / 1002.0, 4) * 0.9999));
manual_seed(0);
var garments = DatasetStore.EmbeddedFashionMnist().Take(16).Images();
var (picture, noise) = (garments[..1], randn(1, 1, 28, 28));

// %% opening fails share of the picture at t = 0
// Noise from the first timestep on.
var cosine = NoiseSchedule.Cosine();
var linear = NoiseSchedule.Linear(betaStart: 0.02, betaEnd: 0.02);
manual_seed(0);
var garments = DatasetStore.EmbeddedFashionMnist().Take(16).Images();
var (picture, noise) = (garments[..1], randn(1, 1, 28, 28));

// %% opening fails share of the picture at t = 999
// DDPM's betas at half their size: half of the picture's weight is left.
var cosine = NoiseSchedule.Cosine();
var linear = NoiseSchedule.Linear(betaStart: 1e-4, betaEnd: 0.004);
manual_seed(0);
var garments = DatasetStore.EmbeddedFashionMnist().Take(16).Images();
var (picture, noise) = (garments[..1], randn(1, 1, 28, 28));

// %% weights-claim fails the picture only fades
// Timesteps counted from the wrong end.
var falls = linear.Levels.Zip(linear.Levels.Skip(1)).Count(pair => pair.First.Alpha < pair.Second.Alpha);
Claim.That(falls == 999, $"{linear.Name}: the picture only fades");

// %% vanish fails linear: gone before half
// SNR mistaken for the ratio of the weights.
int Gone(NoiseSchedule schedule) =>
    Enumerable.Range(0, 1000).First(t => schedule[t].Alpha / schedule[t].Sigma < 0.1);
Claim.Below(Gone(linear), 500, "linear: gone before half of the timesteps");

// %% opening fails cosine: gone only in the last quarter
// Both are the linear one.
var linear = NoiseSchedule.Linear();
var cosine = NoiseSchedule.Linear();
manual_seed(0);
var garments = DatasetStore.EmbeddedFashionMnist().Take(16).Images();
var (picture, noise) = (garments[..1], randn(1, 1, 28, 28));

// %% cosine fails the formula, step by step
// The square forgotten.
double F(double t) => Math.Cos((t / 1000 + 0.008) / 1.008 * Math.PI / 2);
double kept = 1;
var byHand = new List<double>();
for (var t = 0; t < 1000; t++)
    byHand.Add(kept *= Math.Max(F(t + 1) / F(t), 1 - 0.999));
Claim.Below(byHand.Select((bar, t) => Math.Abs(bar - cosine[t].AlphaBar)).Max(), 1e-12,
    "the formula, step by step, and the library's schedule: largest difference");

// %% names fails six names, one point
// Lambda taken for the log-SNR.
var level = linear[300];
double lambda = Math.Log(level.Alpha / level.Sigma);
NoiseLevel[] back = [NoiseLevel.FromLogSnr(lambda)];
double Apart(NoiseLevel a) => Math.Abs(a.Alpha - level.Alpha) + Math.Abs(a.Sigma - level.Sigma);
Claim.Below(back.Max(Apart), 1e-12, "six names, one point: largest difference");

// %% beta fails DDPM's betas, multiplied up
// Stable Diffusion's betas: the roots are on a line.
double product = 1;
var betas = Enumerable.Range(0, 1000).Select(t => Math.Pow(0.01 + (Math.Sqrt(0.02) - 0.01) * t / 999, 2)).ToArray();
var alphaBars = betas.Select(beta => product *= 1 - beta).ToArray();
Claim.Below(alphaBars.Select((bar, t) => Math.Abs(bar - linear[t].AlphaBar)).Max(), 1e-12,
    "DDPM's betas, multiplied up, are our linear schedule");

// %% misread fails read rightly: error of the recovered picture
// The misreading in the place of the reading.
var x = NoiseMixing.AddNoise(picture, noise, level);
var wrong = (x - (1 - level.AlphaBar) * noise) / level.AlphaBar;
var right = wrong;

// %% misread fails misread: error of the recovered picture
// The reading in the place of the misreading.
var x = NoiseMixing.AddNoise(picture, noise, level);
var right = (x - level.Sigma * noise) / level.Alpha;
var wrong = right;

// %% misread-loop fails read rightly: distance
// The misread sampler.
var model = Pretrained.FashionMnist();
var drawn = model.Noise(16, seed: 7);
var steps = TimestepSpacing.Trailing(cosine, 25);
foreach (var (here, there) in steps.Zip(steps.Skip(1)))
{
    var belief = model.Denoiser.Denoise(drawn, here);
    drawn = there.AlphaBar * belief.X0 + (1 - there.AlphaBar) * belief.Epsilon;
}
var misread = drawn;

// %% misread-loop fails misread: distance
// The right sampler twice.
var model = Pretrained.FashionMnist();
var drawn = model.Noise(16, seed: 7);
var steps = TimestepSpacing.Trailing(cosine, 25);
foreach (var (here, there) in steps.Zip(steps.Skip(1)))
{
    var belief = model.Denoiser.Denoise(drawn, here);
    drawn = there.Alpha * belief.X0 + there.Sigma * belief.Epsilon;
}
var misread = drawn;

// %% zero fails stretched: the last timestep is pure noise
// The schedule as it is.
var zero = scaled;
Claim.Near(zero[999].Alpha, 0, 1e-12, "stretched: the last timestep is pure noise");

// %% zero fails stretched: the first timestep did not change
// Alpha bar shifted and scaled, where the paper does it with its root.
var bars = scaled.Levels.Select(l => l.AlphaBar).ToArray();
var first = (bars[0] - bars[999]);
Claim.Near(Math.Sqrt(first), scaled[0].Alpha, 1e-12, "stretched: the first timestep did not change");
