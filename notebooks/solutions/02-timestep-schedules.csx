// %% exercise-translate
var alphaAtTwo = 1 / Math.Sqrt(5);

Check.Close("exercise 1", alphaAtTwo, NoiseLevel.FromSigmaVe(2).Alpha, tolerance: 0.001, hint: "Put sigma = 2 · alpha into alpha² + sigma² = 1.")

// %% exercise-schedule
var mine = NoiseSchedule.FromAlphaBars("mine", Enumerable.Range(1, 1000).Select(i => Math.Pow(Math.Cos(i / 1001.0 * Math.PI / 2), 2)));

Check.That("exercise 2", () => Math.Abs(mine[499].AlphaBar - 0.5) < 0.01 && Math.Abs(mine[249].Angle - Math.PI / 8) < 0.01,
    hint: "AlphaBar is the square of the cosine.")
