// %% exercise-weight
double Weight(int t) => beta[t].item<double>() / (2 * (1 - beta[t].item<double>()) * (1 - Bar(t)));

Check.Close("exercise 1", new[] { Weight(0) / Weight(999), Weight(10) / Weight(500) },
    new[] { 49.0029, 12.3824 }, tolerance: 0.01,
    hint: "With sigma squared = beta one beta cancels: beta / (2 alpha (1 - alpha bar)).")

// %% exercise-again
Tensor Again(Tensor x0, int from, Func<Tensor, Tensor, Tensor> net)
{
    var x = Noisy(x0, full([x0.shape[0]], from, int64), Ones(x0));
    for (var t = from; t >= 0; t -= 20)
    {
        var eps = net(x, full(x.shape[0], t));
        var guess = (x - Math.Sqrt(1 - Bar(t)) * eps) / Math.Sqrt(Bar(t));
        var s = Math.Max(t - 20, -1);
        x = Math.Sqrt(Bar(s)) * guess + Math.Sqrt(1 - Bar(s)) * eps;
    }
    return x;
}
Tensor Ones(Tensor x0) => randn(x0.shape, x0.dtype, generator: new Generator(3));
Tensor Zero(Tensor x, Tensor t) => x / Math.Sqrt(1 - Bar((int)t[0].to(float64).item<double>()));

Check.Close("exercise 2", () => Again(unseen[..4], 199, Zero), zeros(4, 1, 28, 28), tolerance: 1e-4,
    hint: "To Zero every picture is nothing but noise: the loop has to end at x0 = 0.")
