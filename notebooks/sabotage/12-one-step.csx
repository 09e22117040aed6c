// Each change makes one claim of notebook 12 false: course run 12 --sabotage.

// %% order fails 400 steps: largest distance
// A few steps are taken for many.
var p = tensor(new[] { 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95 });
var (start, goal) = (Quantile(Phi, p), Quantile(Share, p));
Tensor Walk(Tensor noise, int steps) =>
    new FlowEuler().Run(line, noise.unsqueeze(1), TimestepSpacing.Flow(steps)).squeeze(1);
int[] counts = [1, 2, 4, 8, 16];
double[] misses = [.. counts.Select(n => (Walk(start, n) - goal).abs().max().item<double>())];

// %% order fails twice the steps
// A sampler with fresh noise does not keep the order.
var p = tensor(new[] { 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95 });
var (start, goal) = (Quantile(Phi, p), Quantile(Share, p));
Tensor Walk(Tensor noise, int steps) => new Ddim(eta: 1)
    .Run(line, noise.unsqueeze(1), TimestepSpacing.Flow(steps), new Generator(1)).squeeze(1);
int[] counts = [25, 50, 100, 200, 400];
double[] misses = [.. counts.Select(n => (Walk(start, n) - goal).abs().max().item<double>())];

// %% atom fails the exact denoiser's one call
// Asked a little before pure noise, where the noisy number still says something.
var once = line.Denoise(start.unsqueeze(1), flow[900]).X0;
var mean = 0.4 * -1.1 + 0.6 * 0.9;
var off = (once - mean).abs().max().item<double>();
Claim.Below(off, 1e-9,
    "the exact denoiser's one call, seven noises: distance from the mean of the data");

// %% f fails f by hand and the library's
// As if the image came at the flow's own size.
var flow = NoiseSchedule.Flow();
Tensor Answer(Func<Tensor, Tensor, Tensor> network, Tensor x, NoiseLevel level) =>
    x - level.Sigma * network(x, full(x.shape[0], flow.TimestepOf(level)));
var ten = arange(10).to(int64);
Tensor Velocity(Tensor x, Tensor t) => consistency.Network.forward(x, t, ten).detach();
var library = new ConsistencyFunction(consistency.Network, Prediction.Flow, flow);

// %% f fails no noise, no change
// The network's answer alone, without the weights that end at 1 and 0.
var flow = NoiseSchedule.Flow();
Tensor Answer(Func<Tensor, Tensor, Tensor> network, Tensor x, NoiseLevel level) =>
    network(x, full(x.shape[0], flow.TimestepOf(level)));
var ten = arange(10).to(int64);
Tensor Velocity(Tensor x, Tensor t) => consistency.Network.forward(x, t, ten).detach();
var library = new ConsistencyFunction(consistency.Network, Prediction.Flow, flow);

// %% ks fails student, one call, 20,000 fresh noises
// The control in the place of the student: the exact denoiser.
double Ks(Tensor drawn)
{
    var x = drawn.flatten().to(float64).sort().Values;
    var counted = arange(1, x.shape[0] + 1, float64) / x.shape[0];
    return (Share(x) - counted).abs().max().item<double>();
}
var fresh = randn([20_000, 1], generator: new Generator(9));
Tensor OneCall(IDenoiser model) => new Ddim().Run(model, fresh, TimestepSpacing.Trailing(flow, 1));
double[] gaps = [Ks(OneCall(line))];
var (gapOfData, gapOfExact) = (Ks(line.Draw(20_000, new Generator(8))), gaps[0]);

// %% ks fails the exact denoiser, one call
// It gets a hundred.
double Ks(Tensor drawn)
{
    var x = drawn.flatten().to(float64).sort().Values;
    var counted = arange(1, x.shape[0] + 1, float64) / x.shape[0];
    return (Share(x) - counted).abs().max().item<double>();
}
var fresh = randn([20_000, 1], generator: new Generator(9));
Tensor OneCall(IDenoiser model) => new Ddim().Run(model, fresh, TimestepSpacing.Trailing(flow, 100));
double[] gaps = [0];
var (gapOfData, gapOfExact) = (Ks(line.Draw(20_000, new Generator(8))), Ks(OneCall(line)));

// %% direction fails the direction by hand
// Not divided by the distance.
var blobs = Points.Blobs(4, 1.4, 0.3);
var real = new MixtureTeacher(blobs, flow);
Tensor Direction(Tensor x, Tensor real, Tensor fake) => fake - real;
manual_seed(4);
var (x, t) = (randn(200, 2), randint(20, 980, [200], int64));
var (alpha, sigma) = flow.Weights(t, x);
var seen = real.Denoise(alpha * x + sigma * randn(200, 2), t, null).X0;
var theirs = DistributionMatching.Direction(x, seen, x);
Claim.Below(Largest(Direction(x, seen, x) - theirs), 1e-5,
    "the direction by hand and the library's, 200 points: largest difference");

// %% match fails with: overall
// The control in the place of the treatment: no fake denoiser.
int[] five = [1];
var matched = five.Select(seed => Match(seed, useFake: false, 75)).ToArray();
var alone = matched;

// %% match fails with: in a heap
// The control in the place of the treatment: no fake denoiser.
int[] five = [1];
var matched = five.Select(seed => Match(seed, useFake: false, 75)).ToArray();
var alone = matched;

// %% spread fails with: smallest of four heaps
// A crowd that has lost a heap.
var heaps = tensor(new[,] { { 1.4f, 0 }, { 0, 1.4f }, { -1.4f, 0 }, { 0, -1.4f } });
(double All, double Within, double Smallest) Spread(Tensor x)
{
    var member = F.one_hot(cdist(x, heaps).argmin(1), 4).to(float32);
    var size = member.sum([0]);
    var centres = member.t().mm(x) / size.clamp_min(1).unsqueeze(1);
    double Root(Tensor away) => away.square().mean().sqrt().item<float>();
    var smallest = size.min().item<float>() / x.shape[0];
    return (Root(x - x.mean([0])), Root(x - member.mm(centres)), smallest);
}
var plane = randn([4000, 2], generator: new Generator(6));
Tensor InOneCall(IDenoiser model) => new Ddim().Run(model, plane, TimestepSpacing.Trailing(flow, 1));
var truth = Spread(blobs.Draw(4000, seed: 7));
var lost = new GaussianMixtureDenoiser([1, 1, 1], [[1.4, 0], [0, 1.4], [-1.4, 0]], [0.3, 0.3, 0.3]);
var withFake = new[] { Spread(lost.Draw(4000, seed: 7)) };
var noFake = withFake;

// %% match fails without: overall
// Both sides get the same: a fake denoiser.
int[] five = [1];
var matched = five.Select(seed => Match(seed, useFake: true, 100)).ToArray();
var alone = matched;

// %% match fails without: in a heap
// Both sides get the same: a fake denoiser.
int[] five = [1];
var matched = five.Select(seed => Match(seed, useFake: true, 100)).ToArray();
var alone = matched;

// %% plane fails consistency: overall
// A student of matching without the fake denoiser.
Distillation[] walkers = [alone[0]];

// %% plane fails consistency: in a heap
// Never taught: it leaves the noise as it is.
var walkers = new[] { 1 }.Select(seed => (Distillation)new ConsistencyDistillation(new PointMlp(new(Width: 64)),
    Prediction.Flow, flow, new TensorData(blobs.Draw(200, seed: 1)), real, new() { Seed = 1 })).ToArray();

// %% plane fails consistency: distance from the walk's end
// The matching students under its name.
Distillation[] walkers = matched;

// %% distances fails consistency, one call, mean of 3
// The teacher itself, asked once.
double[] few = [scores["teacher, 4"].Distance], ofSteady = [scores["teacher, 1"].Distance];
var ofCrowd = ofSteady;

// %% distances fails matching, one call, mean of 3
// The teacher itself, asked once.
double[] few = [scores["teacher, 4"].Distance], ofCrowd = [scores["teacher, 1"].Distance];
var ofSteady = ofCrowd;

// %% table fails both students: read as the digit asked for
// Each is asked for its neighbour's digit.
var scores = drawn.ToDictionary(row => row.Key, row => Measure(row.Value, labels));
foreach (var student in new[] { "consistency, 1", "matching, 1" })
    scores[student] = Measure(drawn[student], labels.roll(1, 0));

// %% table fails both students: recall
// The teacher's two calls on both sides.
var scores = drawn.ToDictionary(row => row.Key, row => Measure(row.Value, labels));
scores["matching, 1"] = scores["teacher, 2"];

// %% table fails class means: recall
// Real digits under the name of the means.
var scores = drawn.ToDictionary(row => row.Key, row => Measure(row.Value, labels));
scores["class means"] = Measure(digits[..count], shown[..count]);

// %% draw-students fails consistency: share that is nearer
// From other noise than the teacher's.
drawn["consistency, 1"] = Draw(consistency, 1, count, seed: 3);
drawn["matching, 1"] = Draw(dmd, 1, count);

// %% copies fails both students: copies
// Digits of the training set.
var check = CopyCheck.Of(digits[..100], digits);
Claim.Below(check.CopyShare, 0.05, "both students: copies among a thousand digits, share");

// %% frozen fails the fake frozen, 10 steps
// It learns.
var (copy, same) = (teacher.Network.Copy(), teacher.Network.Copy());
var frozen = Watched(new DistributionMatching(copy, same, Prediction.Flow,
    new NetworkTeacher(teacher), [1, 28, 28],
    new() { FakeSteps = 1, BatchSize = 8, Seed = 1 }), 2);

// %% frozen-claim fails the fake frozen: Fréchet distance
// The student whose fake denoiser did learn.
Claim.Above(Measure(drawn["matching, 1"], labels).Distance, 5 * crowd.Distance,
    "the fake frozen: Fréchet distance, and five times the student's");

// %% multi fails four calls by hand
// No fresh noise: the estimated noise is kept, as DDIM does.
Tensor MultiStep(IDenoiser model, Tensor x, NoiseLevel[] levels, Generator dice)
{
    foreach (var (from, to) in levels.Zip(levels.Skip(1)))
    {
        var (clean, noise) = model.Denoise(x, from);
        x = to.Alpha * clean + to.Sigma * noise;
    }
    return x.detach();
}
var student = consistency.DenoiserFor(ten);
var before = consistency.Noise(10, seed: 2);
NoiseLevel[] Levels(int calls) => TimestepSpacing.Trailing(flow, calls);
Tensor Again(int calls) => MultiStep(student, before, Levels(calls), new Generator(1));
