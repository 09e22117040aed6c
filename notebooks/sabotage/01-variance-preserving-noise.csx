// Each change makes one claim of notebook 01 false: course run 01 --sabotage.

// %% define fails variance preserving: largest distance from energy 1
// The square roots forgotten.
Tensor Linear(Tensor image, Tensor noise, double a) => a * image + (1 - a) * noise;
Tensor Exploding(Tensor image, Tensor noise, double a) => image + a * noise;
Tensor Preserving(Tensor image, Tensor noise, double a) => a * image + (1 - a) * noise;

// %% define fails linear: energy at the midpoint
// Square roots where there are none.
Tensor Linear(Tensor image, Tensor noise, double a) => Math.Sqrt(a) * image + Math.Sqrt(1 - a) * noise;
Tensor Exploding(Tensor image, Tensor noise, double a) => image + a * noise;
Tensor Preserving(Tensor image, Tensor noise, double a) => Math.Sqrt(a) * image + Math.Sqrt(1 - a) * noise;

// %% define fails variance exploding: energy at a = 1
// The picture makes room for the noise.
Tensor Linear(Tensor image, Tensor noise, double a) => a * image + (1 - a) * noise;
Tensor Exploding(Tensor image, Tensor noise, double a) => Math.Sqrt(1 - a) * image + a * noise;
Tensor Preserving(Tensor image, Tensor noise, double a) => Math.Sqrt(a) * image + Math.Sqrt(1 - a) * noise;

// %% energy-claim fails alpha + sigma, the largest of 1,000 timesteps
// The shares of the energy in the place of the weights.
var schedule = NoiseSchedule.Linear();
var sums = schedule.Levels.Select(level => level.AlphaBar + (1 - level.AlphaBar)).ToList();
Claim.Near(sums.Max(), Math.Sqrt(2), 0.001, "alpha + sigma, the largest of 1,000 timesteps");

// %% lengths-claim fails 1 right and 1 up
// The length of the way in the place of the distance.
double Length(Tensor x) => x.abs().sum().item<float>();
Claim.Near(Length(ones(2)), 1.414, 0.001, "1 right and 1 up: the distance from the start");

// %% lengths-claim fails half a picture and half the same picture
// Half a picture and half another one.
double Length(Tensor x) => x.norm().item<float>();
var same = 0.5 * images + 0.5 * images.flip(0);
Claim.Near(Length(same) / Length(images), 1, 1e-4,
    "half a picture and half the same picture (parallel): length kept");

// %% opening fails half a picture and half noise
// Noise that knows the picture.
var images = DatasetStore.EmbeddedFashionMnist().Take(2000).Images();
images = (images - images.mean()) / images.std();
manual_seed(1);
var noise = (randn_like(images) + 0.5 * images) / Math.Sqrt(1.25);
var range = (images.min().item<float>(), images.max().item<float>());
var (pictures, its) = (images[..4], noise[..4]);

// %% opening fails mean cosine between picture and noise
// Noise that knows the picture.
var images = DatasetStore.EmbeddedFashionMnist().Take(2000).Images();
images = (images - images.mean()) / images.std();
manual_seed(1);
var noise = (randn_like(images) + 0.5 * images) / Math.Sqrt(1.25);
var range = (images.min().item<float>(), images.max().item<float>());
var (pictures, its) = (images[..4], noise[..4]);

// %% opening fails its spread, 1 / sqrt(784)
// One number for four pixels: noise that is not independent.
var images = DatasetStore.EmbeddedFashionMnist().Take(2000).Images();
images = (images - images.mean()) / images.std();
manual_seed(1);
var noise = randn(2000, 1, 14, 14).repeat_interleave(2, 2).repeat_interleave(2, 3);
var range = (images.min().item<float>(), images.max().item<float>());
var (pictures, its) = (images[..4], noise[..4]);

// %% budget fails the crossfade's midpoint: energy from the picture
// Weights taken for energies.
string[] rules = ["linear", "variance preserving"];
double[] fromPicture = [0.5 * Energy(images), 0.5];
double[] fromNoise = [Energy(0.5 * noise), 0.5];

// %% budget fails and from the noise
// Weights taken for energies.
string[] rules = ["linear", "variance preserving"];
double[] fromPicture = [Energy(0.5 * images), 0.5];
double[] fromNoise = [0.5 * Energy(noise), 0.5];

// %% budget fails variance preserving: the whole budget
// The crossfade on both sides.
string[] rules = ["linear", "linear"];
double[] fromPicture = [Energy(0.5 * images), Energy(0.5 * images)];
double[] fromNoise = [Energy(0.5 * noise), Energy(0.5 * noise)];

// %% film fails spread of the crossfade's pixels
// The other rule in its place.
var mixture = Preserving(images, noise, 0.5);
var crossfade = mixture;

// %% film fails spread of the variance-preserving mixture's pixels
// The other rule in its place.
var crossfade = Linear(images, noise, 0.5);
var mixture = crossfade;

// %% film-claim fails a rescaled crossfade
// Divided by the energy, not by its square root.
var w = 0.3;
var energy = w * w + (1 - w) * (1 - w);
var rescaled = Linear(images, noise, w) / energy;
Claim.That(rescaled.allclose(Preserving(images, noise, w * w / energy), atol: 1e-5),
    "a rescaled crossfade is a variance-preserving mixture");

// %% notation fails largest difference between the three
// The fresh noise comes in with beta in the place of its square root.
double picturePart = 1, noiseEnergy = 0, difference = 0;
foreach (var (beta, level) in schedule.Betas().Zip(schedule.Levels))
{
    picturePart *= Math.Sqrt(1 - beta);
    noiseEnergy = (1 - beta) * noiseEnergy + beta * beta;
    difference = Math.Max(difference, Math.Abs(Math.Sqrt(noiseEnergy) - level.Sigma));
}
Claim.Below(difference, 1e-9, "largest difference between the three, over 1,000 timesteps");

// %% alpha fails the misread schedule is a crossfade
// Read as it is meant.
Tensor Read(NoiseLevel level) => level.Alpha * images + level.Sigma * noise;
var timesteps = Enumerable.Range(0, 50).Select(i => i * 20).ToArray();
double[] wrong = [.. timesteps.Select(t => Energy(Read(schedule[t])))];
Claim.Near(wrong.Min(), 0.5, 0.01, "the misread schedule is a crossfade: its lowest energy");

// %% alpha-cost fails squared error of its guess, misread
// Both sides get the right mixture.
var model = Pretrained.FashionMnist();
manual_seed(4);
var garments = DatasetStore.EmbeddedFashionMnist().Take(64).Images();
var added = randn_like(garments);
double Error(NoiseLevel level, double a, double s)
{
    var guess = model.Denoiser.Denoise(a * garments + s * added, level).X0;
    return nn.functional.mse_loss(guess, garments).item<float>();
}
var level = schedule[400];
double asTrained = Error(level, level.Alpha, level.Sigma);
double misread = Error(level, level.Alpha, level.Sigma);
Claim.Above(misread, 1.5 * asTrained,
    "squared error of its guess, misread (limit: 1.5 times the right one's)");
