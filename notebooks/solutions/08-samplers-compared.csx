// %% exercise-noise
double Fresh(NoiseLevel s, NoiseLevel t) => t.Sigma / s.Sigma * Math.Sqrt(1 - s.AlphaBar / t.AlphaBar);

Check.Close("exercise 1", Fresh(steps[3], steps[4]), new NoiseStep(steps[3], steps[4]).PosteriorStd, tolerance: 1e-6,
    hint: "s.Sigma, t.Sigma, s.AlphaBar and t.AlphaBar are all you need.")

// %% exercise-heun
Tensor Second(Tensor x, NoiseLevel from, NoiseLevel to)
{
    var y = x / from.Alpha;
    var first = data.Denoise(x, from).Epsilon;
    var there = to.Alpha * (y + (to.SigmaVe - from.SigmaVe) * first);
    var both = (first + data.Denoise(there, to).Epsilon) / 2;
    return to.Alpha * (y + (to.SigmaVe - from.SigmaVe) * both);
}
Tensor Walk(int n) => Road(n).Zip(Road(n).Skip(1)).Aggregate(racers, (x, pair) => Second(x, pair.First, pair.Second));

Check.Close("exercise 2", () => (Walk(32) - truth).abs().mean().item<double>(), Run(new Heun(), 32).Error, tolerance: 1e-6,
    hint: "Ask the denoiser about there at level to.")
