// Each change makes one claim of notebook 07 false: course run 07 --sabotage.

// %% opening fails our loop and the library's DDIM sampler
// The noise in x is computed with the next level's alpha.
manual_seed(1);
var noise = randn(10, 1, 28, 28)[8..9];
var x = noise;
foreach (var (here, there) in levels.Zip(levels.Skip(1)))
{
    var known = ideal.Weigh(x, here);
    var noiseInX = (x - there.Alpha * known.Mean) / here.Sigma;
    x = there.Alpha * known.Mean + there.Sigma * noiseInX;
}

// %% opening fails distance of the result from the nearest real picture
// One step in the place of fifty.
manual_seed(1);
var noise = randn(10, 1, 28, 28)[8..9];
var x = ideal.Weigh(noise, levels[0]).Mean;

// %% scrubber fails candidates at the first step
// Counted as if the label were known.
var counts = path.Select(f => Candidates(Told(8).Weigh(f.X, f.Level))).ToArray();

// %% scrubber fails candidates at the last step
// Half of the way.
var counts = path.Take(25).Select(f => Candidates(f.Known)).ToArray();

// %% narrow-claim fails mean of 16 paths: the count falls
// The picture is left as it is: its noise alone is counted again and again.
manual_seed(2);
var start = randn(16, 1, 28, 28);
double[] falling = [.. Enumerable.Range(0, 5).Select(_ => Candidates(ideal.Weigh(start, levels[0])))];
bool Falls(IReadOnlyList<double> row) =>
    row.Zip(row.Skip(1), (before, after) => after < before).All(fell => fell);
var none = 0;
Claim.That(Falls(falling), "mean of 16 paths: the count falls from each of these to the next");

// %% label-claim fails told = weights times 0 or 1
// Not divided by the sum.
var (bags, level) = (labels.eq(8), schedule[600]);
manual_seed(3);
var noisyBags = NoiseMixing.AddNoise(images[bags][..32], randn(32, 1, 28, 28), level);
var byHand = ideal.Posterior(noisyBags, level) * bags;
Claim.Below(Far(byHand, Told(8).Posterior(noisyBags, level)), 1e-4,
    "told = weights times 0 or 1, divided by their sum: largest difference");

// %% label fails weight of all other pictures together
// The label is not heard.
DatasetDenoiser Told(int label) => ideal;

// %% earlier fails with the label there are never more candidates
// The two are exchanged.
int[] timesteps = [999, 600, 300];
List<double> untold = [], told = [];
foreach (var t in timesteps)
{
    using var scope = NewDisposeScope();
    manual_seed(t);
    var noisy = NoiseMixing.AddNoise(images[bags][..32], randn(32, 1, 28, 28), schedule[t]);
    told.Add(Candidates(ideal.Weigh(noisy, schedule[t])));
    untold.Add(Candidates(Told(8).Weigh(noisy, schedule[t])));
}

// %% earlier fails at t = 999: candidates with the label
// The label is not heard: both sides get the same.
manual_seed(999);
var noisy = NoiseMixing.AddNoise(images[bags][..32], randn(32, 1, 28, 28), schedule[999]);
List<double> untold = [Candidates(ideal.Weigh(noisy, schedule[999]))], told = untold;

// %% complete fails each further word lowers the error
// The label is said twice.
var wanted = bags.nonzero()[3, 0].item<long>();
IDenoiser[] descriptions = [ideal, Told(8), Told(8).Given(labels.eq(8))];
var answers = descriptions.Select(d => ((DatasetDenoiser)d).Weigh(noise, levels[0])).ToArray();

// %% complete fails completely described: largest error
// Ten pictures still fit to the last description.
var wanted = bags.nonzero()[3, 0].item<long>();
var distance = (images.flatten(1) - images[wanted].flatten()).norm(dim: 1);
Tensor Like(int n) => distance.le(distance.sort().Values[n - 1]);
var answers = Enumerable.Repeat(ideal.Given(Like(10)).Weigh(noise, levels[0]), 5).ToArray();

// %% decided fails fresh noise from the start
// Fresh noise from step 40 on.
int[] stops = [40];
List<double> kept = [], expected = [1];
foreach (var i in stops)
{
    using var scope = NewDisposeScope();
    var ends = new Ddpm().Run(ideal, path[i].X.repeat(32, 1, 1, 1), levels[i..], new Generator((ulong)i));
    kept.Add(KindOf(ends).eq(finalKind).to(float32).mean().item<float>());
}

// %% decided fails fresh noise in the last five steps
// Fresh noise from the start.
int[] stops = [0];
List<double> kept = [], expected = [1];
foreach (var i in stops)
{
    using var scope = NewDisposeScope();
    var ends = new Ddpm().Run(ideal, path[i].X.repeat(32, 1, 1, 1), levels[i..], new Generator((ulong)i));
    kept.Add(KindOf(ends).eq(finalKind).to(float32).mean().item<float>());
}

// %% decided fails mean distance of the two curves
// The label's share of the data, in the place of its share of the average.
int[] stops = [30, 40];
List<double> kept = [], expected = [];
foreach (var i in stops)
{
    using var scope = NewDisposeScope();
    var ends = new Ddpm().Run(ideal, path[i].X.repeat(32, 1, 1, 1), levels[i..], new Generator((ulong)i));
    kept.Add(KindOf(ends).eq(finalKind).to(float32).mean().item<float>());
    expected.Add(labels.eq(finalKind).to(float32).mean().item<float>());
}

// %% step-experiment fails experiment and exact curve: mean
// Those that end near 1 are kept.
manual_seed(6);
var (from, to, seen) = (schedule[500], schedule[150], 1.0);
var x0 = randint(0, 2, 2_000_000).to(float32) * 2 - 1;
var earlier = to.Alpha * x0 + to.Sigma * randn_like(x0);
var ratio = from.Alpha / to.Alpha;
var later = ratio * earlier + Math.Sqrt(1 - ratio * ratio) * randn_like(x0);
var matching = earlier[(later - seen).abs() < 0.02];

// %% gap-claim fails experiment and exact curve: spread
// One bell in the place of the exact curve.
var mean = u.Zip(OneBell(to), (v, p) => v * p).Sum() * 0.01;
var square = u.Zip(OneBell(to), (v, p) => v * v * p).Sum() * 0.01;
Claim.Near(matching.std().item<float>(), Math.Sqrt(square - mean * mean), 0.02,
    "experiment and exact curve: spread");

// %% gap fails the smaller the step, the smaller the gap
// One huge step, whatever the size.
int[] sizes = [400, 350, 200, 100, 50, 20, 10, 5, 1];
var gaps = sizes.Select(size => Gap(schedule[100])).ToArray();

// %% step-formula fails gap between the exact curve and one bell, for a step of 1
// The bell stands around the average itself, not around a step towards it.
(double Exact, double OneBell) Density(double u, NoiseLevel target, double x = 0.1)
{
    var step = new NoiseStep(from, target);
    var ((c0, c1), s) = (step.PosteriorWeights, step.PosteriorStd);
    double Around(double y) => Bell(u, c0 * y + c1 * x, s);
    return (Weight(-1, x) * Around(-1) + Weight(1, x) * Around(1), Bell(u, Average(x), s));
}
double[] Exact(NoiseLevel target) => [.. u.Select(v => Density(v, target).Exact)];
double[] OneBell(NoiseLevel target) => [.. u.Select(v => Density(v, target).OneBell)];

// %% inside fails a step of 20: lowest height at DDIM's point
// It goes to the average, and the noise in x is left out.
double Ddim1(double x, NoiseLevel to) => to.Alpha * Average(x);
double Height(double x, int size)
{
    var target = schedule[500 - size];
    double At(double v) => Density(v, target, x).Exact;
    return At(Ddim1(x, target)) / u.Max(At);
}
double[] starts = [-2, -1, 0, 1, 2];

// %% inside fails a step of 400 from 0.1: height at DDIM's point
// Small steps on both sides.
double Height(double x, int size)
{
    var target = schedule[480];
    double At(double v) => Density(v, target, x).Exact;
    return At(Ddim1(x, target)) / u.Max(At);
}

// %% post-drawn fails precision, typical less all
// The control on both sides.
var byBiased = byControl;

// %% post-drawn fails recall, typical less all
// The control on both sides.
var byBiased = byControl;

// %% post-drawn fails share of the drawn that are copies
// The 200 themselves, learned by heart.
Tensor[] byBiased = [images[chosen]];
