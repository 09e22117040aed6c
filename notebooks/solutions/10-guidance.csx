// %% exercise-scale
Tensor Mended(Tensor told, Tensor untold, double w) => untold + w * (told - untold);
Tensor Tried(double w) => Mended(tensor(3.0), tensor(1.0), w);

Check.Close("exercise 1", () => stack([Tried(0), Tried(1), Tried(2.5)]),
    tensor(new[] { 1.0, 3, 6 }), tolerance: 1e-9,
    hint: "Where does the walk begin? At w = 0 nothing of the told answer may be left.")

// %% exercise-wishes
Tensor Wishes(Tensor untold, Tensor first, double w1, Tensor second, double w2) =>
    untold + w1 * (first - untold) + w2 * (second - untold);
Tensor Made(double w1, double w2) => Wishes(tensor(1.0), tensor(3.0), w1, tensor(0.0), w2);

Check.Close("exercise 2", () => stack([Made(2, -1), Made(0, 3), Made(1, 0), Made(1, 1)]),
    tensor(new[] { 6.0, -2, 3, 2 }), tolerance: 1e-9,
    hint: "Each difference is taken from the untold answer, not from the result of the other.")

// %% exercise-rescale
Tensor Rescaled(Tensor guided, Tensor told) =>
    guided * told.std([1, 2, 3], keepdim: true) / guided.std([1, 2, 3], keepdim: true);
manual_seed(12);
var (calm, harsh) = (randn(4, 1, 8, 8), randn(4, 1, 8, 8) * linspace(2, 5, 4).reshape(4, 1, 1, 1));
Tensor Std(Tensor x) => x.std([1, 2, 3]);
Tensor Tamed() => Rescaled(harsh, calm);

Check.Close("exercise 3", () => cat([Std(Tamed()), Std(Tamed() / harsh)]),
    cat([Std(calm), zeros(4)]), tolerance: 1e-3,
    hint: "One factor for each picture: what the spread should be, divided by what it is.")
