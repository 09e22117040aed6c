// Each change makes one claim of notebook 03 false: course run 03 --sabotage. Trainings have at most a quarter of the steps.

// %% targets fails clean point from the noise
// Divided by sigma in the place of alpha.
var epsilon = randn_like(clean);
var (alpha, sigma) = (schedule[300].Alpha, schedule[300].Sigma);
var x = alpha * clean + sigma * epsilon;
var v = alpha * epsilon - sigma * clean;
double Far(Tensor a, Tensor b) => (a - b).abs().max().item<float>();
Claim.Below(Far((x - sigma * epsilon) / sigma, clean), 1e-5, "clean point from the noise: error");

// %% targets fails noise from the clean point
// The clean point at full size.
var epsilon = randn_like(clean);
var (alpha, sigma) = (schedule[300].Alpha, schedule[300].Sigma);
var x = alpha * clean + sigma * epsilon;
var v = alpha * epsilon - sigma * clean;
double Far(Tensor a, Tensor b) => (a - b).abs().max().item<float>();
Claim.Below(Far((x - clean) / sigma, epsilon), 1e-5, "noise from the clean point");

// %% targets fails clean point from v
// v with the other sign.
var epsilon = randn_like(clean);
var (alpha, sigma) = (schedule[300].Alpha, schedule[300].Sigma);
var x = alpha * clean + sigma * epsilon;
var v = sigma * clean - alpha * epsilon;
double Far(Tensor a, Tensor b) => (a - b).abs().max().item<float>();
Claim.Below(Far(alpha * x - sigma * v, clean), 1e-5, "clean point from v");

// %% targets fails noise from v
// Alpha and sigma exchanged.
var epsilon = randn_like(clean);
var (alpha, sigma) = (schedule[300].Alpha, schedule[300].Sigma);
var x = alpha * clean + sigma * epsilon;
var v = alpha * epsilon - sigma * clean;
double Far(Tensor a, Tensor b) => (a - b).abs().max().item<float>();
Claim.Below(Far(alpha * x + sigma * v, epsilon), 1e-5, "noise from v");

// %% loop fails the loss falls
// No step is taken.
var model = new PointMlp();
float TrainingStep()
{
    using var scope = NewDisposeScope();
    var x0 = data.Draw(256);
    var t = randint(0, 1000, 256);
    var noise = randn_like(x0);
    var (alpha, sigma) = schedule.Weights(t, x0);
    return nn.functional.mse_loss(model.forward(alpha * x0 + sigma * noise, t), noise).item<float>();
}

// %% train fails summed loss / exact floor
// Networks that have learned next to nothing.
var points = data.Draw(20000, seed: 1);
var targets = new[] { Prediction.Epsilon, Prediction.X0, Prediction.V };
ulong[] seeds = [1];
var trained = targets.ToDictionary(target => target, target =>
{
    var trainer = new Trainer(new PointMlp(), new TensorData(points), schedule, new() { Prediction = target, Seed = 1 });
    foreach (var step in trainer.Train(20)) { }
    return new IDenoiser[] { trainer.Denoiser };
});

// %% ratio fails X0, early: loss / floor
// The networks that were asked for v in the place of those that were asked for x0.
int[] dense = [5, 10, 20, 30, 50, 900, 950, 990];
double[] floors = [.. dense.Select(t => Loss(data, Prediction.X0, t))];
double[] Ratios(IDenoiser network) => [.. dense.Select((t, i) => Loss(network, Prediction.X0, t) / floors[i])];
var ratios = targets.ToDictionary(target => target, _ => trained[Prediction.V].Select(Ratios).ToArray());

// %% ratio fails Epsilon, late: loss / floor
// The networks that were asked for v in the place of those that were asked for the noise.
int[] dense = [5, 10, 20, 30, 50, 900, 950, 990];
double[] floors = [.. dense.Select(t => Loss(data, Prediction.X0, t))];
double[] Ratios(IDenoiser network) => [.. dense.Select((t, i) => Loss(network, Prediction.X0, t) / floors[i])];
var ratios = targets.ToDictionary(target => target, _ => trained[Prediction.V].Select(Ratios).ToArray());

// %% ratio fails V, early and late
// The networks that were asked for x0 in the place of those that were asked for v.
int[] dense = [5, 10, 20, 30, 50, 900, 950, 990];
double[] floors = [.. dense.Select(t => Loss(data, Prediction.X0, t))];
double[] Ratios(IDenoiser network) => [.. dense.Select((t, i) => Loss(network, Prediction.X0, t) / floors[i])];
var ratios = targets.ToDictionary(target => target, _ => trained[Prediction.X0].Select(Ratios).ToArray());

// %% sample fails exact: share of points at home
// Three steps in the place of fifty.
manual_seed(3);
var start = randn(1000, 2);
var levels = TimestepSpacing.Trailing(schedule, 3);
Tensor Sample(IDenoiser denoiser) => new Ddim().Run(denoiser, start, levels);
var ends = trained.ToDictionary(pair => pair.Key, pair => pair.Value.Select(Sample).ToArray());

// %% sample fails networks: share at home
// Three steps in the place of fifty.
manual_seed(3);
var start = randn(1000, 2);
var levels = TimestepSpacing.Trailing(schedule, 3);
Tensor Sample(IDenoiser denoiser) => new Ddim().Run(denoiser, start, levels);
var ends = trained.ToDictionary(pair => pair.Key, pair => pair.Value.Select(Sample).ToArray());

// %% sample fails the widest heaps of X0
// The networks that were asked for v in the place of those that were asked for x0.
manual_seed(3);
var start = randn(1000, 2);
var levels = TimestepSpacing.Trailing(schedule, 50);
Tensor Sample(IDenoiser denoiser) => new Ddim().Run(denoiser, start, levels);
var ends = targets.ToDictionary(target => target, _ => trained[Prediction.V].Select(Sample).ToArray());
