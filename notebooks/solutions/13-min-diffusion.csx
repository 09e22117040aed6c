// %% exercise-weight
double Weight(int t) => beta[t].item<double>() / (2 * (1 - beta[t].item<double>()) * (1 - Bar(t)));

Check.Close("exercise 1", new[] { Weight(0) / Weight(999), Weight(10) / Weight(500) },
    new[] { 49.0029, 12.3824 }, tolerance: 0.01,
    hint: "With sigma squared = beta one beta cancels: beta / (2 alpha (1 - alpha bar)).")

// %% exercise-again
Tensor Again(Tensor x0, int from, Func<Tensor, Tensor, Tensor> net)
{
    var x = Noisy(x0, full([x0.shape[0]], from, int64), randn_like(x0));
    for (var t = from; t >= 0; t -= 20)
    {
        var s = Math.Max(t - 20, -1);
        var eps = net(x, full([x.shape[0]], t, int64));
        var guess = (x - Math.Sqrt(1 - Bar(t)) * eps) / Math.Sqrt(Bar(t));
        x = Math.Sqrt(Bar(s)) * guess + Math.Sqrt(1 - Bar(s)) * eps;
    }
    return x;
}
Check.That("exercise 2", () => Right(Again, 70, 50, 30, 10) && Right(Again, 40, 20, 0),
    hint: "The lines of DrawFast in a loop over t, with s = t - 20 and at the end s = -1.")
