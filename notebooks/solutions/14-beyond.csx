// %% exercise-uncover
double Uncovered(double t, double s) => (t - s) / t;

Check.Close("exercise 1", new[] { Uncovered(1, 0.5), Uncovered(0.8, 0.6), Uncovered(0.3, 0) },
    new[] { 0.5, 0.25, 1 }, tolerance: 1e-6,
    hint: "Of 100 letters, 100 t are covered at t and 100 s of these still at s.")

// %% exercise-crossword
Tensor Crossword(string pattern, int count)
{
    var begin = words.Read(pattern).repeat(count, 1);
    return new BlockSampler(6).Run(exact, begin, Dice(11, count).Turn, Dice(11, count).Chance);
}
bool IsRight(string pattern)
{
    var all = Enumerable.Range(0, 600).Where(i => Fits(words.Words[i], pattern)).ToList();
    var counts = words.Count(Crossword(pattern, 4000));
    long[] own = [.. all.Select(i => counts[i])];
    return own.Sum() == 4000 && GTest.Of(own, [.. all.Select(i => words.Probabilities[i])]).P > 1e-3;
}
Check.That("exercise 2", () => IsRight("s_____") && IsRight("__r___"),
    hint: "Where does the sampler begin? The pattern's letters have to be there from the start.")

// %% exercise-midpoint
Tensor Midpoint(Tensor x, double t, double s)
{
    var half = x + (s - t) / 2 * Velocity(x, t);
    return x + (s - t) * Velocity(half, (t + s) / 2);
}
Tensor Walk(int steps) => Enumerable.Range(0, steps)
    .Aggregate(start, (x, i) => Midpoint(x, 1 - (double)i / steps, 1 - (i + 1.0) / steps));
double Off(int steps) => (Walk(steps) - Walk(640)).norm(dim: 1).mean().item<double>();

Check.Close("exercise 3", () => Math.Log2(Off(40) / Off(80)), 2, tolerance: 0.35,
    hint: "Twice the steps should leave a quarter of the error. Ask Velocity again, halfway.")
