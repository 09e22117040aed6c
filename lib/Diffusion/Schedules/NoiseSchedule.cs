using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The noise levels a network is trained on: 1000 by custom, index 0 almost clean, the last almost pure noise.
/// </summary>
public sealed class NoiseSchedule
{
    private readonly NoiseLevel[] levels;
    private readonly Lazy<Tensor> alphas, sigmas;

    private NoiseSchedule(string name, double[] alphaBars)
    {
        if (alphaBars.Length < 2)
            throw new ArgumentException(
                $"A schedule needs at least 2 levels, not {alphaBars.Length}.", nameof(alphaBars));
        for (var t = 0; t < alphaBars.Length; t++)
        {
            var before = t == 0 ? 1 : alphaBars[t - 1];
            if (!(alphaBars[t] >= 0 && alphaBars[t] < before))
                throw new ArgumentException(
                    "ᾱ has to fall at every timestep and stay at 0 or above; "
                    + FormattableString.Invariant($"at t = {t} it goes from {before} to {alphaBars[t]}."),
                    nameof(alphaBars));
        }
        Name = name;
        levels = [.. alphaBars.Select((alphaBar, t) => NoiseLevel.FromAlphaBar(alphaBar, t))];
        (alphas, sigmas) = (new(() => Table(level => level.Alpha)), new(() => Table(level => level.Sigma)));
    }

    /// <summary>What the field calls it: "linear", "cosine", ...</summary>
    public string Name { get; }

    /// <summary>How many levels there are.</summary>
    public int Count => levels.Length;

    /// <summary>All levels, from almost clean to almost pure noise.</summary>
    public IReadOnlyList<NoiseLevel> Levels => levels;

    /// <summary>The level at index <paramref name="t"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The schedule has no such timestep.</exception>
    public NoiseLevel this[int t] => t >= 0 && t < Count
        ? levels[t]
        : throw new ArgumentOutOfRangeException(nameof(t), t, $"This schedule has timesteps 0 to {Count - 1}.");

    /// <summary>β at each timestep: the share of energy that is replaced by noise between t - 1 and t.</summary>
    public double[] Betas()
    {
        var betas = new double[Count];
        for (var t = 0; t < Count; t++) betas[t] = 1 - levels[t].AlphaBar / (t == 0 ? 1 : levels[t - 1].AlphaBar);
        return betas;
    }

    /// <summary>β rises on a straight line (Ho et al., "Denoising Diffusion Probabilistic Models", 2020).</summary>
    public static NoiseSchedule Linear(int count = 1000, double betaStart = 1e-4, double betaEnd = 0.02) =>
        FromBetas("linear", Line(count, betaStart, betaEnd));

    /// <summary>√β rises on a straight line (Rombach et al., "Latent Diffusion", 2022; Stable Diffusion).</summary>
    public static NoiseSchedule ScaledLinear(int count = 1000, double betaStart = 0.00085, double betaEnd = 0.012) =>
        FromBetas(
            "scaled linear", [.. Line(count, Math.Sqrt(betaStart), Math.Sqrt(betaEnd)).Select(root => root * root)]);

    /// <summary>ᾱ follows a squared cosine (Nichol and Dhariwal, "Improved DDPM", 2021, equation 17).</summary>
    /// <param name="count">How many levels.</param>
    /// <param name="offset">s: keeps the first levels from being too small.</param>
    /// <param name="maxBeta">β is cut here, so that the last level is not exactly pure noise.</param>
    public static NoiseSchedule Cosine(int count = 1000, double offset = 0.008, double maxBeta = 0.999)
    {
        double AlphaBar(double u) => Math.Pow(Math.Cos((u + offset) / (1 + offset) * Math.PI / 2), 2);
        return FromBetas("cosine", [.. Enumerable.Range(0, count)
            .Select(t => Math.Min(1 - AlphaBar((t + 1.0) / count) / AlphaBar((double)t / count), maxBeta))]);
    }

    /// <summary>β rises on a sigmoid (Xu et al., "GeoDiff", 2022).</summary>
    public static NoiseSchedule Sigmoid(int count = 1000, double betaStart = 1e-4, double betaEnd = 0.02) =>
        FromBetas(
            "sigmoid", [.. Line(count, -6, 6).Select(u => betaStart + (betaEnd - betaStart) / (1 + Math.Exp(-u)))]);

    /// <summary>
    /// Rectified flow's straight line from image to noise (Liu et al., 2022), <c>(1 - u) · image + u · noise</c> with u
    /// from 1/count to 1, scaled so that the variance is preserved. The last level is pure noise.
    /// </summary>
    public static NoiseSchedule Flow(int count = 1000) => new("flow", [.. Enumerable.Range(1, count).Select(i =>
    {
        var u = (double)i / count;
        return (1 - u) * (1 - u) / ((1 - u) * (1 - u) + u * u);
    })]);

    /// <summary>A schedule from β at each timestep.</summary>
    /// <exception cref="ArgumentException">A β is not between 0 and 1.</exception>
    public static NoiseSchedule FromBetas(string name, IReadOnlyList<double> betas)
    {
        var alphaBars = new double[betas.Count];
        var product = 1.0;
        for (var t = 0; t < betas.Count; t++)
        {
            if (!(betas[t] is > 0 and <= 1))
                throw new ArgumentException(
                    FormattableString.Invariant($"β has to lie between 0 and 1; at t = {t} it is {betas[t]}."),
                    nameof(betas));
            alphaBars[t] = product *= 1 - betas[t];
        }
        return new(name, alphaBars);
    }

    /// <summary>A schedule from ᾱ at each timestep, falling.</summary>
    /// <exception cref="ArgumentException">ᾱ does not fall at every step, or leaves [0, 1).</exception>
    public static NoiseSchedule FromAlphaBars(string name, IEnumerable<double> alphaBars) => new(name, [.. alphaBars]);

    /// <summary>
    /// The same schedule, shifted and stretched so that its last level is exactly pure noise and its first is unchanged
    /// (Lin et al., "Common Diffusion Noise Schedules and Sample Steps Are Flawed", 2024, algorithm 1).
    /// </summary>
    public NoiseSchedule WithZeroTerminalSnr()
    {
        double first = levels[0].Alpha, last = levels[^1].Alpha;
        return new($"{Name}, zero terminal SNR",
            [.. levels.Select(level => Math.Pow((level.Alpha - last) * first / (first - last), 2))]);
    }

    /// <summary>
    /// The level at a fractional timestep: log-SNR on a straight line between neighbours (on the angle towards a
    /// neighbour that is pure noise, where the log-SNR is infinite).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="t"/> lies outside 0 to Count - 1.</exception>
    public NoiseLevel At(double t)
    {
        if (!(t >= 0 && t <= Count - 1))
            throw new ArgumentOutOfRangeException(nameof(t), t, $"This schedule has timesteps 0 to {Count - 1}.");
        var below = Math.Min((int)t, Count - 2);
        var part = t - below;
        if (part == 0) return levels[below];
        if (part == 1) return levels[below + 1];
        var (a, b) = (levels[below], levels[below + 1]);
        return double.IsFinite(b.LogSnr)
            ? NoiseLevel.FromLogSnr(a.LogSnr + part * (b.LogSnr - a.LogSnr), t)
            : NoiseLevel.FromAngle(a.Angle + part * (b.Angle - a.Angle), t);
    }

    /// <summary>The level with a given log-SNR, at the fractional timestep where the schedule passes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The schedule does not reach that log-SNR.</exception>
    public NoiseLevel AtLogSnr(double logSnr)
    {
        // Rounding is allowed at the ends: callers compute them with exp and log.
        if (!(logSnr <= levels[0].LogSnr + 1e-9 && logSnr >= levels[^1].LogSnr - 1e-9))
            throw new ArgumentOutOfRangeException(nameof(logSnr), logSnr,
                FormattableString.Invariant(
                    $"This schedule has log-SNR {levels[0].LogSnr:0.###} down to {levels[^1].LogSnr:0.###}."));
        int low = 0, high = Count - 1;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (levels[middle].LogSnr >= logSnr) low = middle; else high = middle;
        }
        var (a, b) = (levels[low], levels[high]);
        var part = double.IsFinite(b.LogSnr)
            ? (a.LogSnr - logSnr) / (a.LogSnr - b.LogSnr)
            : (NoiseLevel.FromLogSnr(logSnr).Angle - a.Angle) / (b.Angle - a.Angle);
        return NoiseLevel.FromLogSnr(logSnr, low + Math.Clamp(part, 0, 1));
    }

    /// <summary>
    /// The timestep at which this schedule has a level's log-SNR, fractions allowed; the first or the last one for
    /// levels beyond the schedule's ends.
    /// </summary>
    public double TimestepOf(NoiseLevel level)
    {
        if (level.LogSnr >= levels[0].LogSnr) return 0;
        if (level.LogSnr <= levels[^1].LogSnr) return Count - 1;
        var t = AtLogSnr(level.LogSnr).T;
        // Levels that were written in other units and back are a few last digits beside their timestep.
        return Math.Abs(t - Math.Round(t)) < 1e-6 ? Math.Round(t) : t;
    }

    /// <summary>
    /// The weights of image and noise at B timesteps, as tensors that multiply a batch: a step of training.
    /// </summary>
    /// <param name="timesteps">[B] int64, 0 to Count - 1.</param>
    /// <param name="images">[B, ...], on the same device.</param>
    /// <returns>Two tensors [B, 1, ...], with as many ones as the images need, in their number type.</returns>
    /// <exception cref="ArgumentException">The timesteps are not as many as the images.</exception>
    public (Tensor Alpha, Tensor Sigma) Weights(Tensor timesteps, Tensor images) =>
        (PerImage(timesteps, images, alphas.Value), PerImage(timesteps, images, sigmas.Value));

    /// <summary>Any number that belongs to a level, at B timesteps, as a tensor that multiplies a batch.</summary>
    /// <param name="timesteps">[B] int64, 0 to Count - 1.</param>
    /// <param name="images">[B, ...], on the same device.</param>
    /// <param name="number">Of a level.</param>
    /// <returns>[B, 1, ...], in the images' number type.</returns>
    /// <exception cref="ArgumentException">The timesteps are not as many as the images.</exception>
    public Tensor PerImage(Tensor timesteps, Tensor images, Func<NoiseLevel, double> number)
    {
        using var table = Table(number);
        return PerImage(timesteps, images, table);
    }

    private static Tensor PerImage(Tensor timesteps, Tensor images, Tensor table)
    {
        if (timesteps.dim() != 1 || timesteps.shape[0] != images.shape[0])
            throw new ArgumentException(
                $"{images.shape[0]} images need as many timesteps, not [{string.Join(", ", timesteps.shape)}].",
                nameof(timesteps));
        using var scope = NewDisposeScope();
        var chosen = table.to(images.device).index_select(0, timesteps).to(images.dtype);
        return chosen.reshape([-1, .. Enumerable.Repeat(1L, (int)images.dim() - 1)]).MoveToOuterDisposeScope();
    }

    /// <summary>A number of each level, [Count], float64, in no dispose scope.</summary>
    private Tensor Table(Func<NoiseLevel, double> number) =>
        tensor(levels.Select(number).ToArray()).DetachFromDisposeScope();

    private static double[] Line(int count, double from, double to)
    {
        if (count < 2)
            throw new ArgumentOutOfRangeException(nameof(count), count, "A schedule needs at least 2 levels.");
        return [.. Enumerable.Range(0, count).Select(i => from + (to - from) * i / (count - 1))];
    }
}
