namespace Diffusion;

/// <summary>
/// One sampling run, as a sampler's formula sees it: the current image, the denoiser, fresh noise, and the answers it
/// looks back at. Images and levels are of the size of the formula's path (<see cref="Sampler.Of"/>).
/// </summary>
public sealed class SamplerRun : IDisposable
{
    private readonly IDenoiser denoiser;
    private readonly IReadOnlyList<NoiseLevel> levels;
    private readonly NoisePath? path;
    private readonly Generator? generator;
    private readonly Dictionary<string, History> past = [];
    // At the size of the list, as the caller gets them; X is at the size of the path.
    private Tensor x, x0;
    private int at, span, calls;

    internal SamplerRun(
        IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, NoisePath? path, Generator? generator)
    {
        (this.denoiser, this.levels, this.path, this.generator) = (denoiser, levels, path, generator);
        x = start.alias().DetachFromDisposeScope();
        x0 = x.alias().DetachFromDisposeScope();
        X = x;
    }

    /// <summary>[B, ...], the current image.</summary>
    public Tensor X { get; private set; }

    /// <summary>How many steps have been taken.</summary>
    public int StepsTaken { get; private set; }

    /// <summary>How many intervals the list of levels has.</summary>
    public int Intervals => levels.Count - 1;

    /// <summary>How many intervals are left, with those of this step.</summary>
    public int IntervalsLeft => Intervals - at;

    /// <summary>
    /// The levels of the list that lie inside this step, for samplers whose steps span several intervals.
    /// </summary>
    public IReadOnlyList<NoiseLevel> Inside => [.. Enumerable.Range(at + 1, span - 1).Select(i => OnPath(levels[i]))];

    /// <summary>Asks the denoiser about the current image.</summary>
    /// <exception cref="ArithmeticException">It answered NaN or infinity.</exception>
    public Denoised Denoise() => Ask(x, levels[at]);

    /// <summary>Asks the denoiser about an image [B, ...] on the way, at any level.</summary>
    /// <exception cref="ArithmeticException">It answered NaN or infinity.</exception>
    public Denoised Denoise(Tensor image, NoiseLevel level)
    {
        // The caller's own levels are asked about at the caller's own size.
        for (var i = at; path is not null && i <= at + span; i++)
            if (levels[i].SizeOn(path.Value) is not 1 and var size && OnPath(levels[i]) == level)
                return Ask(size * image, levels[i]);
        return Ask(image, level);
    }

    /// <summary>
    /// Fresh noise of the image's shape and this standard deviation; where it is 0 nothing is drawn. A generator draws
    /// on the CPU, so that its seed gives the same noise on every device.
    /// </summary>
    public Tensor Noise(double std = 1) => std == 0
        ? zeros([], x.dtype, x.device)
        : std * randn(x.shape, x.dtype, generator is null ? x.device : CPU, generator: generator).to(x.device);

    /// <summary>Keeps a tensor for later steps, with the level where this step begins.</summary>
    /// <param name="answer">An answer of the denoiser, say.</param>
    /// <param name="count">How many are kept at most, with this one; the oldest are freed.</param>
    /// <param name="what">A name, where several things are kept.</param>
    public History Remember(Tensor answer, int count, string what = "answers")
    {
        var history = Recall(what);
        history.Add(OnPath(levels[at]), answer, count);
        return history;
    }

    /// <summary>What earlier steps have kept under a name, the newest first.</summary>
    public History Recall(string what = "answers")
    {
        if (!past.TryGetValue(what, out var history)) past[what] = history = new();
        return history;
    }

    /// <summary>Takes one step, with no gradients; what it makes is freed at its end unless it is kept.</summary>
    /// <exception cref="ThreadInterruptedException">The thread was asked to stop.</exception>
    internal void Take(int intervals, Func<SamplerRun, NoiseStep, Tensor> formula)
    {
        Interruption.Point();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        span = intervals;
        var (from, to) = (levels[at], levels[at + span]);
        var (sizeHere, sizeThere) = path is { } p ? (from.SizeOn(p), to.SizeOn(p)) : (1, 1);
        X = sizeHere == 1 ? x : x / sizeHere;
        var next = formula(this, new(OnPath(from), OnPath(to)));
        if (!next.shape.SequenceEqual(x.shape))
            throw new InvalidOperationException(
                $"The step made [{string.Join(", ", next.shape)}] of images [{string.Join(", ", x.shape)}]: it has to "
                + "keep their shape.");
        Replace(ref x, sizeThere == 1 ? next : sizeThere * next);
        (X, at) = (x, at + span);
        StepsTaken++;
        if (IntervalsLeft == 0 && !AllFinite(x))
            throw new ArithmeticException(
                $"The final image holds NaN or infinity, though all {calls} answers of the denoiser were numbers. Take "
                + "more steps.");
    }

    /// <summary>What the caller gets: handles of its own to the current tensors.</summary>
    internal SamplerState State() => new(StepsTaken, levels[at], x.alias(), x0.alias(), calls);

    /// <summary>Frees what the run holds.</summary>
    public void Dispose()
    {
        x.Dispose();
        x0.Dispose();
        foreach (var history in past.Values) history.Dispose();
    }

    private Denoised Ask(Tensor image, NoiseLevel level)
    {
        calls++;
        var answer = denoiser.Denoise(image, level);
        if (!AllFinite(answer.X0))
            throw new ArithmeticException(
                $"The denoiser's answer at call {calls} ({level}) holds NaN or infinity. Was its network trained, and "
                + "is the image's scale the one it was trained on? A rate of learning that is too high also ends like "
                + "this.");
        Replace(ref x0, answer.X0);
        return answer;
    }

    private NoiseLevel OnPath(NoiseLevel level) => path is { } p ? level.On(p) : level;

    private static bool AllFinite(Tensor images)
    {
        using var sum = images.sum(ScalarType.Float64);
        return double.IsFinite(sum.item<double>());
    }

    private static void Replace(ref Tensor current, Tensor next)
    {
        var handle = next.alias().DetachFromDisposeScope();
        current.Dispose();
        current = handle;
    }
}
