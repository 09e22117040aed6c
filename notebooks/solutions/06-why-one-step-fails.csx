// %% exercise-guess
var bestGuess = 0.5 * -1 + 0.2 * 0 + 0.3 * 2;
var itsCost = 0.5 * Math.Pow(bestGuess + 1, 2) + 0.2 * Math.Pow(bestGuess - 0, 2) + 0.3 * Math.Pow(bestGuess - 2, 2);

Check.Close("exercise 1", new[] { bestGuess, itsCost }, new[] { 0.1, 1.69 }, tolerance: 0.001,
    hint: "The best guess is the mean of the targets, each counted by its probability; its cost is the variance.",
    more: "0.5 · (-1) + 0.2 · 0 + 0.3 · 2 = 0.1, and 0.5 · 1.1² + 0.2 · 0.1² + 0.3 · 1.9² = ...")
// %% exercise-absolute
double AbsoluteCost(double g) => targets.Zip(w, (y, wi) => wi * Math.Abs(g - y)).Sum();

Check.Close("exercise 2", guesses.MinBy(AbsoluteCost), 0.5, tolerance: 0.001,
    hint: "As CostOf, but with Math.Abs(g - y) in place of the square.",
    more: "The best guess has half of the probability on each side: the median, not the mean.")
// %% exercise-floor
double[] noiseFloor = timesteps.Select((t, i) => Math.Pow(schedule[t].Alpha / schedule[t].Sigma, 2) * floor[i]).ToArray();

Check.Close("exercise 3", noiseFloor, timesteps.Select((t, i) => schedule[t].Snr * floor[i]).ToArray(), tolerance: 1e-6,
    hint: "timesteps.Select((t, i) => ...).ToArray(), with schedule[t].Alpha, schedule[t].Sigma and floor[i].",
    more: "Math.Pow(schedule[t].Alpha / schedule[t].Sigma, 2) * floor[i]")
