// %% exercise-step
var nextBelief = model.Denoiser.Denoise(next, levels[1]);
var second = levels[2].Alpha * nextBelief.X0 + levels[2].Sigma * nextBelief.Epsilon;

Check.Close("exercise 1", second, states[1].X, tolerance: 1e-4, hint: "The belief about next at levels[1], then the formula.")

// %% exercise-loop
Tensor Walk(Tensor x)
{
    foreach (var (here, there) in levels.Zip(levels.Skip(1)))
    {
        var b = model.Denoiser.Denoise(x, here);
        x = there.Alpha * b.X0 + there.Sigma * b.Epsilon;
    }
    return x;
}

Check.Close("exercise 2", Walk(noise), states[49].X, tolerance: 1e-3, hint: "The two lines of exercise 1, inside the loop.")
