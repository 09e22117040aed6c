// Each change makes one claim of notebook 15 false: course run 15 --sabotage. Mostly the mistake is made on neither side, or on both.

// %% opening-picture fails noise on the last step: distance to
// Both are drawn without the mistake.
var grainy = Ancestral(noise, mistake: false);

// %% opening-picture fails no noise on the last step: distance
// Both are drawn with the mistake.
var clean = Ancestral(noise, mistake: true);

// %% previous-step-show fails wrong previous step: distance
// The right previous step on both sides.
var finished = Walk(i => visits[i + 1]);
var dirty = finished;
Claim.Above(Off(dirty), 1.5 * Off(finished),
    "wrong previous step: distance to the nearest real picture (limit: 1.5 times the right one's)");

// %% which-alpha fails wrong alpha: energy
// Read as it is meant.
NoiseLevel Misread(NoiseLevel level) => level;
double Energy(Tensor x) => x.square().mean().item<float>();
var half = schedule.Levels.First(level => level.AlphaBar < 0.5);
var mixed = NoiseMixing.AddNoise(noise, randn_like(noise), Misread(half));
Claim.Near(Energy(mixed), 0.5, 0.1,
    "wrong alpha: energy of two noises of energy 1, mixed half and half (right: 1)");

// %% which-alpha fails wrong alpha: variety
// The right reading on both sides.
var wellRead = Implicit(ideal, levels, i => levels[i + 1], noise);
var misread = wellRead;
double Variety(Tensor x) => x.std(0).mean().item<float>();
var none = 0;
Claim.Below(Variety(misread), 0.5 * Variety(wellRead),
    "wrong alpha: variety of ten pictures (limit: half of the right one's)");

// %% short-schedule fails short schedule: spread of brightness
// The short schedule on both sides.
var tooShort = NoiseSchedule.Linear(betaEnd: 0.004);
Tensor Draw(DatasetDenoiser denoiser, NoiseSchedule on) =>
    new Ddim().Run(denoiser, noise, TimestepSpacing.Trailing(on, 50));
double Spread(Tensor x) => x.mean([1, 2, 3]).std().item<float>();
var middling = Draw(ideal, tooShort);
var full = middling;
Claim.Below(Spread(middling), 0.8 * Spread(full),
    "short schedule: spread of brightness (limit: 80 % of the right one's)");

// %% unscaled fails unscaled: candidates at t = 900
// The scaled pictures in the place of the bytes.
double Open(DatasetDenoiser denoiser, Tensor data)
{
    var noisy = NoiseMixing.AddNoise(data[..10], noise, schedule[900]);
    return denoiser.Weigh(noisy, schedule[900]).EffectiveCount.mean().item<float>();
}
var (bytes, unscaled) = (images, ideal);
Claim.Near(Open(unscaled, bytes), 1, 0.01,
    "unscaled: candidates at t = 900, where nearly all should be open");

// %% unscaled fails unscaled: variety of ten pictures
// The scaled pictures on both sides.
var scaled = Draw(ideal, schedule);
var raw = scaled;
Claim.Below(Variety(raw), 0.5 * Variety(scaled),
    "unscaled: variety of ten pictures (limit: half of the right one's)");

// %% latents fails latents not scaled back
// Scaled back on both sides.
var plain = latent.ToImages(drawn);
var veiled = plain;
Claim.Below(Variety(veiled), 0.5 * Variety(plain),
    "latents not scaled back: variety of ten pictures (limit: half of the right one's)");

// %% scale fails the paper's 0 in a library
// Translated: the library's 1.
var untold = Guided(mnist, 1 + 0);
Claim.Below(Obeyed(untold), 0.5, "the paper's 0 in a library: share read as asked");

// %% scale fails the library's 1
// The paper's 0, not translated.
var told = Guided(mnist, 0);
Claim.Above(Obeyed(told), 0.9, "the library's 1: share read as asked");

// %% undropped fails undropped labels, no guidance
// It is the label of the 3 that is put back.
var undropped = Pretrained.Mnist();
using (no_grad())
{
    var table = undropped.Network.named_parameters().First(p => p.name == "label.weight").parameter;
    manual_seed(5);
    table[3] = randn(128);
}
Claim.Near(Obeyed(Guided(undropped, 1)), Obeyed(told), 0.001,
    "undropped labels, no guidance: share read as asked, as with the right network");

// %% undropped fails undropped labels, scale 7.5
// The labels were dropped.
double Border(Tensor x) => x[.., .., ..2].mean().item<float>() + 1;
var broken = Guided(mnist, 7.5);
Claim.Above(Border(broken), 0.1, "undropped labels, scale 7.5: grey of the border");

// %% undropped fails labels dropped in training, scale 7.5
// They were not.
double Border(Tensor x) => x[.., .., ..2].mean().item<float>() + 1;
var strong = Guided(undropped, 7.5);
Claim.Below(Border(strong), 0.02, "labels dropped in training, scale 7.5: grey of the border");

// %% two-d-right fails the right one: distance from the circle
// Before the training.
manual_seed(5);
var good = new PointMlp();
var goodPoints = Sampled(good.forward);
Claim.Below(FromCircle(goodPoints), 0.15, "the right one: distance from the circle");

// %% two-d-right fails the right one: emptiest of 12 sectors
// All at one place of the circle.
double Emptiest(Tensor x)
{
    var sector = ((atan2(x[.., 1], x[.., 0]) / Math.PI + 1) * 6).to(int64).clamp(0, 11);
    return 12.0 * sector.bincount(null, 12).min().item<long>() / x.shape[0];
}
var goodPoints = points[..1].repeat(1000, 1);
Claim.Above(Emptiest(goodPoints), 0.5,
    "the right one: emptiest of 12 sectors, nearer to even (1) than to none (0)");

// %% ignored fails timestep ignored
// The points of the network that hears the timestep.
var deafPoints = goodPoints;
Claim.Above(FromCircle(deafPoints), 3 * FromCircle(goodPoints),
    "timestep ignored: distance from the circle (limit: 3 times the right one's)");

// %% units fails asked in its own units
// Asked with t from 0 to 999.
var sameUnits = Sampled(fraction.forward);
Claim.Below(FromCircle(sameUnits), 3 * FromCircle(goodPoints),
    "asked in its own units: distance from the circle (limit: 3 times the right one's)");

// %% units fails timestep in other units
// Asked in its own units.
var unitPoints = Sampled((x, t) => fraction.forward(x, t / 1000.0));
Claim.Above(FromCircle(unitPoints), 3 * FromCircle(goodPoints),
    "timestep in other units: distance from the circle (limit: 3 times the right one's)");

// %% two-noises fails two noises: the loss
// One noise: after 200 steps the loss is well below 1.
var (_, blindLosses) = Train((network, x0, t, eps) =>
    Mse(network.forward(Noisy(x0, t, eps), t), eps), steps: 200);
Claim.Near(Late(blindLosses), 1, 0.05,
    "two noises: the loss, that of a network that knows nothing");

// %% two-noises fails two noises: distance from the circle
// The points of the network trained with one noise.
var blindPoints = goodPoints;
Claim.Above(FromCircle(blindPoints), 3 * FromCircle(goodPoints),
    "two noises: distance from the circle (limit: 3 times the right one's)");

// %% one-t fails one t for all
// A timestep for each, on both sides.
double Jumps(double[] losses) =>
    losses[^200..].Zip(losses[^199..], (a, b) => Math.Abs(a - b)).Average();
var jumpyLosses = goodLosses;
Claim.Above(Jumps(jumpyLosses), 3 * Jumps(goodLosses),
    "one t for all: jump of the loss from step to step (limit: 3 times the right one's)");

// %% clipped fails clip_sample
// Nothing is clipped.
var clipped = goodPoints;
double Outside(Tensor x) => x.abs().amax(1).gt(1.05).to(float32).mean().item<float>();
var none = 0;
Claim.Below(Outside(clipped), 0.05, "clip_sample: share of points beyond 1.05");

// %% clipped fails not clipped
// Both are clipped.
var clipped = Sampled((x, t) => good.forward(x, t).clamp(-1, 1));
var goodPoints = clipped;
double Outside(Tensor x) => x.abs().amax(1).gt(1.05).to(float32).mean().item<float>();
var none = 0;
Claim.Above(Outside(goodPoints), 0.4, "not clipped: share of points beyond 1.05");

// %% young-show fails an average that is too young
// The right rule for both.
var youngPoints = ripePoints;
Claim.Above(FromCircle(youngPoints), 3 * FromCircle(ripePoints),
    "an average that is too young: distance from the circle (limit: 3 times the right one's)");

// %% buffers-show fails buffers left out
// The buffers are there, too.
var firstDay = ready;
Claim.Above(FromCircle(firstDay), 3 * FromCircle(ready),
    "buffers left out: distance from the circle (limit: 3 times the right one's)");

// %% buffers-show fails eval() forgotten
// eval() not forgotten.
double Lop(Tensor x) => (x[.., 0].abs() - x[.., 1].abs()).abs().mean().item<float>();
average.eval();
var unready = Sampled(average.forward);
Claim.Below(Lop(unready), 0.5 * Lop(ready),
    "eval() forgotten: difference of |x| and |y| (limit: half of the right one's)");
