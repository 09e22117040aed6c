// %% exercise-count
double[] answer = [9 * 32 * 64 * 49, 28 * 28 / 49];

Check.Close("exercise 1", answer, new[] { 903168.0, 16 }, tolerance: 0.5,
    hint: "At each place, each of the 64 answers is a sum of 32 maps times a window.")

// %% exercise-scale
var colleague = free[0];
Tensor Decoded(Tensor latents)
{
    return colleague.Decode(latents / colleague.Scale);
}
double Missed()
{
    using var noGrad = no_grad();
    var back = Decoded(colleague.ToLatents(held[..50]));
    return (back - colleague.Reconstruct(held[..50])).abs().max().item<float>();
}
Check.Close("exercise 2", Missed, 0, tolerance: 1e-3,
    hint: "ToLatents multiplies the code by Scale. What has to come before Decode?")

// %% exercise-three
double weight = 1 / Math.Sqrt(3);

double Size()
{
    var three = weight * randn([3, 20000], generator: new Generator(5));
    return three.sum(dim: 0).square().mean().item<float>();
}
Check.That("exercise 3", () => Math.Abs(Size() - 1) < 0.05,
    hint: "Independent noises add by squares: three of them with weight a have the mean square 3 · a².")
