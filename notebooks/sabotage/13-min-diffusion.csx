// Each change makes one claim of notebook 13 false: course run 13 --sabotage.

// %% method-noise fails beta: largest difference
// The schedule of Stable Diffusion: the roots rise on a line.
const int T = 1000;
var beta = linspace(0.01, Math.Sqrt(0.02), T, dtype: float64).square();
var alpha = 1 - beta;
var alphaBar = alpha.cumprod(0);

// %% method-noise fails alpha bar: largest difference
// The paper's alpha taken for its alpha bar.
const int T = 1000;
var beta = linspace(1e-4, 0.02, T, dtype: float64);
var alpha = 1 - beta;
var alphaBar = alpha;

// %% loss fails loss on 1,000 unseen garments
// A network that was not trained.
double Loss(Func<Tensor, Tensor, Tensor> answer, Tensor data)
{
    using var noGrad = no_grad();
    using var scope = NewDisposeScope();
    manual_seed(2);
    var (t, eps) = (randint(0, T, data.shape[0]), randn_like(data));
    return F.mse_loss(answer(Noisy(data, t, eps), t), eps).item<float>();
}
double unseenLoss = Loss(new Net(Left).forward, unseen), seenLoss = unseenLoss;
double lazyLoss = Loss((x, t) => (1 - Left(t)).sqrt() * x, unseen);

// %% loss fails share of what it learned
// Unseen pictures of another kind: black and white exchanged.
double Loss(Func<Tensor, Tensor, Tensor> answer, Tensor data)
{
    using var noGrad = no_grad();
    using var scope = NewDisposeScope();
    manual_seed(2);
    var (t, eps) = (randint(0, T, data.shape[0]), randn_like(data));
    return F.mse_loss(answer(Noisy(data, t, eps), t), eps).item<float>();
}
double seenLoss = Loss(average.forward, garments[..1000]), unseenLoss = Loss(average.forward, -unseen);
double lazyLoss = Loss((x, t) => (1 - Left(t)).sqrt() * x, unseen);

// %% method-draw fails algorithm 2, 1000 steps
// The fresh noise of the paper's other choice: sigma squared is beta.
double Bar(int t) => t < 0 ? 1 : alphaBar[t].item<double>();
Tensor Draw(Func<Tensor, Tensor, Tensor> net, Tensor x, Generator dice)
{
    using var noGrad = no_grad();
    for (var t = T - 1; t >= 0; t--)
    {
        using var scope = NewDisposeScope();
        var b = beta[t].item<double>();
        var eps = net(x, full([x.shape[0]], t, int64));
        var mean = (x - b / Math.Sqrt(1 - Bar(t)) * eps) / Math.Sqrt(1 - b);
        x = (mean + Math.Sqrt(b) * randn(x.shape, x.dtype, generator: dice)).MoveToOuterDisposeScope();
    }
    return x;
}

// %% method-fast fails DDIM, 50 steps
// Timesteps that lead, 980 to 0, in the place of those that trail, 999 to 19.
Tensor DrawFast(Func<Tensor, Tensor, Tensor> net, Tensor x, int steps)
{
    using var noGrad = no_grad();
    int[] ts = [.. Enumerable.Range(1, steps).Select(i => T - i * T / steps), -1];
    foreach (var (t, s) in ts.Zip(ts.Skip(1)))
    {
        var eps = net(x, full([x.shape[0]], t, int64));
        var x0 = (x - Math.Sqrt(1 - Bar(t)) * eps) / Math.Sqrt(Bar(t));
        x = Math.Sqrt(Bar(s)) * x0 + Math.Sqrt(1 - Bar(s)) * eps;
    }
    return x;
}

// %% draw fails precision of 16 drawn garments
// A smear: the mean of all.
manual_seed(6);
var start = randn(16, 1, 28, 28);
var drawn = garments.mean([0], keepdim: true).repeat(16, 1, 1, 1);

// %% draw fails 16 drawn garments: distance
// One step.
manual_seed(6);
var start = randn(16, 1, 28, 28);
var drawn = DrawFast(average.forward, start, 1);

// %% exam fails precision of real, unseen garments
// Their mean, as often as there are garments.
var precisions = new Dictionary<string, Proportion>
{
    ["real, unseen"] = Precision(Mean(unseen).repeat(500, 1, 1, 1)),
    ["DDIM, 50 calls"] = Precision(quick),
};
var distances = new Dictionary<string, double>();
double copies = 0;

// %% exam fails precision of 128 garments
// The Gaussian in their place.
var precisions = new Dictionary<string, Proportion>
{
    ["DDIM, 50 calls"] = Precision(Gaussian(garments, 128)),
    ["Gaussian"] = Precision(Gaussian(garments, 128)),
};
var distances = new Dictionary<string, double>();
double copies = 0;

// %% exam fails but pure noise beats the Gaussian
// The mean picture in the place of noise.
var precisions = new Dictionary<string, Proportion>
{
    ["noise"] = Precision(Mean(garments).repeat(128, 1, 1, 1)),
    ["Gaussian"] = Precision(Gaussian(garments, 128)),
};
var distances = new Dictionary<string, double>();
double copies = 0;

// %% exam fails 128 garments drawn by DDIM: distance
// Two calls in the place of 50.
var precisions = new Dictionary<string, Proportion>();
var distances = new Dictionary<string, double>
{
    ["DDIM, 50 calls"] = Distance(DrawFast(average.forward, randn(128, 1, 28, 28), 2)),
    ["Gaussian"] = Distance(Gaussian(garments, 128)),
};
double copies = 0;

// %% exam fails share of drawn garments that copy
// Copies of the training set.
var precisions = new Dictionary<string, Proportion>();
var distances = new Dictionary<string, double>();
double copies = CopyCheck.Of(garments[..16], garments).CopyShare;

// %% ablation fails as in the paper, worst of five
// Networks that were not trained.
int[] seeds = [1, 2, 3, 4, 5];
Tensor[] paper = [.. seeds.Select(seed => DrawFast(Seeded(seed).forward, randn(128, 1, 8, 8), 20))];
var liberties = new Dictionary<string, Tensor[]> { ["as in the paper"] = paper, ["data at half"] = paper };

// %% ablation fails data at half: lower end
// All get the same: digits of full size and networks that are told t.
var liberties = new Dictionary<string, Tensor[]>
{
    ["as in the paper"] = paper, ["t ignored"] = paper, ["data at half"] = paper,
};

// %% ablation fails noise at the end: upper end
// Fifty times as much noise.
var liberties = new Dictionary<string, Tensor[]>
{
    ["as in the paper"] = paper, ["noise at the end"] = [.. paper.Select(x => x + 0.5 * randn_like(x))],
};
