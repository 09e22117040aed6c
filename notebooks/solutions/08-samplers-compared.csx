// %% exercise-noise
double Fresh(NoiseLevel t, NoiseLevel s) => s.Sigma / t.Sigma * Math.Sqrt(1 - t.AlphaBar / s.AlphaBar);

Check.Close("exercise 1", Fresh(steps[3], steps[4]), new NoiseStep(steps[3], steps[4]).PosteriorStd, tolerance: 1e-6,
    hint: "s.Sigma, t.Sigma, s.AlphaBar and t.AlphaBar are all you need.")

// %% exercise-heun
var myHeun = Sampler.Of("my Heun", (run, step) =>
{
    var first = run.Denoise().Epsilon;
    var there = run.X + (step.To.Sigma - step.From.Sigma) * first;
    if (step.To.Sigma == 0) return there;
    var both = (first + run.Denoise(there, step.To).Epsilon) / 2;
    return run.X + (step.To.Sigma - step.From.Sigma) * both;
}, NoisePath.VarianceExploding);

Check.Close("exercise 2", () => Apart(myHeun, new Heun()), 0, tolerance: 1e-6,
    hint: "Ask the denoiser about there, at step.To.")
