// %% exercise-weights
(double Skip, double Out) WeightsOfV(double alpha, double sigma) => (alpha, -sigma);

var (clean, middle) = (WeightsOfV(1, 0), WeightsOfV(0.6, 0.8));
Check.Close("exercise 1", new[] { clean.Skip, clean.Out, middle.Skip, middle.Out },
    new[] { 1, 0, 0.6, -0.8 }, tolerance: 1e-6,
    hint: "x is alpha · picture + sigma · noise. Which mixture of x and v has no noise left?")

// %% exercise-gaussian
Tensor OneStep(Tensor noise)
{
    return 2 + 0.5 * noise;
}
var normal = new GaussianDenoiser(2, 0.5);
Check.Close("exercise 2", () => OneStep(start),
    new FlowEuler().Run(normal, start, TimestepSpacing.Flow(400)), tolerance: 0.01,
    hint: "It keeps the order: the noise 0 goes to the mean, the noise 1 one deviation above it.")

// %% exercise-scores
double ScoreGap(double real, double fake, double alpha, double sigma) => alpha * (fake - real) / (sigma * sigma);

Check.Close("exercise 3", new[] { ScoreGap(1, 2, 0.6, 0.8), ScoreGap(0.5, -0.5, 0.8, 0.6) },
    new[] { 0.9375, -2.2222222 }, tolerance: 1e-6,
    hint: "Write both scores with the same x_t and subtract.")
