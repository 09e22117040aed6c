// %% exercise-sampler
Tensor Repair(Tensor x)
{
    foreach (var (here, there) in levels.Zip(levels.Skip(1)))
    {
        var x0 = ideal.Denoise(x, here).X0;
        var eps = (x - here.Alpha * x0) / here.Sigma;
        x = there.Alpha * x0 + there.Sigma * eps;
    }
    return x;
}
Check.Close("exercise 1", () => Repair(noise[..1]), scaled[..1], tolerance: 1e-2,
    hint: "x was made at the level here: here.Alpha · x0 + here.Sigma · noise. Find the noise.",
    more: "(x - here.Alpha * x0) / here.Sigma")
// %% exercise-target
Tensor Target(Tensor x0, Tensor eps, NoiseLevel level) =>
    level.Alpha * eps - level.Sigma * x0;

var (someX0, someNoise, at400) = (points[..8], pointNoise[..8], schedule[400]);
Check.Close("exercise 2", () => Target(someX0, someNoise, at400),
    Prediction.V.Target(someX0, someNoise, at400), tolerance: 1e-5,
    hint: "From x and v it must be possible to get x0 back: x0 = alpha · x - sigma · v.",
    more: "A sign: alpha · noise - sigma · x0.")
