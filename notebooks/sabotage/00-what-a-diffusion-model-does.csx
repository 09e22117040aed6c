// Each change makes one claim of notebook 00 false: course run 00 --sabotage.

// %% opening fails the smears of the first belief
// A network that answers from pure noise with a garment: here, with real ones.
var real = DatasetStore.EmbeddedFashionMnist().Take(2032).Images();
var levels = TimestepSpacing.Trailing(Pretrained.FashionMnist().Schedule, steps: 50);
var model = Pretrained.FashionMnist();
var noise = model.Noise(32, seed: 7);
var states = new Ddim().Sample(model.Denoiser, noise, levels).Select(s => s with { X0 = real[2000..2032] }).ToList();

// %% opening fails noise: distance
// The start is no noise but garments.
var model = Pretrained.FashionMnist();
var levels = TimestepSpacing.Trailing(model.Schedule, steps: 50);
var noise = DatasetStore.EmbeddedFashionMnist().Take(2032).Images()[2000..2032];
var states = new Ddim().Sample(model.Denoiser, noise, levels).ToList();

// %% opening fails drawn in 50 steps
// One step in the place of fifty: a smear.
var model = Pretrained.FashionMnist();
var levels = TimestepSpacing.Trailing(model.Schedule, steps: 50);
var noise = model.Noise(32, seed: 7);
var states = new Ddim().Sample(model.Denoiser, noise, levels).ToList();
states = [.. states.Select(s => s with { X = states[0].X0 })];

// %% once fails variety of the pictures made at once
// What came out of 50 steps in the place of the first belief.
var atOnce = states[49].X;

// %% opening fails variety of the pictures made in 50 steps
// The first belief in the place of what came out of 50 steps.
var model = Pretrained.FashionMnist();
var levels = TimestepSpacing.Trailing(model.Schedule, steps: 50);
var noise = model.Noise(32, seed: 7);
var states = new Ddim().Sample(model.Denoiser, noise, levels).ToList();
states = [.. states.Select(s => s with { X = states[0].X0 })];

// %% training fails error of a network that always answers 0
// The noise is added at half its strength.
var added = 0.5 * randn_like(held);
var level = model.Schedule[600];
var noisy = level.Alpha * held + level.Sigma * added;
var guess = model.Denoiser.Denoise(noisy, level);

// %% training fails error of the trained network
// The network is told the wrong timestep.
manual_seed(1);
var added = randn_like(held);
var level = model.Schedule[600];
var noisy = level.Alpha * held + level.Sigma * added;
var guess = model.Denoiser.Denoise(noisy, model.Schedule[100]);

// %% sampler fails largest difference between our step
// The weights of the level that the step comes from.
var (from, to) = (levels[0], levels[1]);
var belief = model.Denoiser.Denoise(noise, from);
var next = from.Alpha * belief.X0 + from.Sigma * belief.Epsilon;
Claim.Below((next - states[0].X).abs().max().item<float>(), 1e-5,
    "largest difference between our step and the library's");

// %% opening fails 50 steps asked the network 50 times
// A sampler that asks once for the picture and once more for the noise.
var model = Pretrained.FashionMnist();
var levels = TimestepSpacing.Trailing(model.Schedule, steps: 50);
var noise = model.Noise(32, seed: 7);
var twice = Sampler.Of("twice", (run, step) =>
{
    var picture = run.Denoise().X0;
    return step.To.Alpha * picture + step.To.Sigma * run.Denoise(run.X, step.From).Epsilon;
});
var states = twice.Sample(model.Denoiser, noise, levels).ToList();
