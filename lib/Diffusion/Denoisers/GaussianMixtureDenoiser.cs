using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The exact denoiser of a mixture of round Gaussians: the mean of each component's answer, weighted by how probable it
/// is that the noisy point came from that component. The laboratory in which every sampler has a right answer.
/// </summary>
public sealed class GaussianMixtureDenoiser : IDenoiser
{
    private readonly double[] weights, stds, flatMeans;
    private readonly double[][] means;
    private Constants? constants;

    /// <summary>K components in D dimensions.</summary>
    /// <param name="weights">K positive numbers; they are scaled to sum to 1.</param>
    /// <param name="means">K points of D coordinates.</param>
    /// <param name="stds">K standard deviations, the same in every direction.</param>
    public GaussianMixtureDenoiser(double[] weights, double[][] means, double[] stds)
    {
        if (weights.Length == 0 || weights.Length != means.Length || weights.Length != stds.Length)
            throw new ArgumentException(
                "A mixture needs one weight, mean and standard deviation for each component; there are "
                + $"{weights.Length}, {means.Length} and {stds.Length}.", nameof(weights));
        if (means.Any(point => point.Length != means[0].Length))
            throw new ArgumentException("All means need the same number of coordinates.", nameof(means));
        if (weights.Any(w => !(w > 0)) || stds.Any(s => !(s >= 0)))
            throw new ArgumentException(
                "Weights have to be above 0 and standard deviations 0 or more.", nameof(weights));
        if (weights.Concat(stds).Concat(means.SelectMany(point => point)).Any(number => !double.IsFinite(number)))
            throw new ArgumentException(
                "Weights, means and standard deviations are finite numbers; one of these is NaN or infinite.",
                nameof(means));
        this.weights = [.. weights.Select(weight => weight / weights.Sum())];
        (this.means, this.stds, flatMeans) = (means, stds, [.. means.SelectMany(point => point)]);
    }

    /// <summary>A mixture on a line.</summary>
    public GaussianMixtureDenoiser(double[] weights, double[] means, double[] stds)
        : this(weights, [.. means.Select(mean => new[] { mean })], stds)
    {
    }

    /// <summary>D, the number of coordinates of a point.</summary>
    public int Dimensions => means[0].Length;

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        var points = Points(x);
        var mixed = MixMeans(points, level);
        var denoised = Denoised.FromX0(mixed.reshape(x.shape), x, level);
        return new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
    }

    /// <summary>The same answer for points that have a noise level each, as in a training step.</summary>
    /// <param name="x">[B, D].</param>
    /// <param name="alpha">[B, 1], the weight of each clean point.</param>
    /// <param name="sigma">[B, 1], the weight of its noise, above 0.</param>
    public Denoised Denoise(Tensor x, Tensor alpha, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        var points = Points(x);
        var (_, centres, spread, heights) = ConstantsLike(points);
        var offsets = points.unsqueeze(1) - alpha.unsqueeze(2) * centres;               // [B, K, D]
        var variances = (alpha * spread).square() + sigma.square();                     // [B, K]
        var joint = heights - 0.5 * Dimensions * variances.log() - offsets.square().sum(2) / (2 * variances);
        var trust = alpha * spread.square() / variances;
        var answers = centres + trust.unsqueeze(2) * offsets;
        var x0 = (joint.softmax(1).unsqueeze(2) * answers).sum(1);
        return new(x0.MoveToOuterDisposeScope(), ((points - alpha * x0) / sigma).MoveToOuterDisposeScope());
    }

    /// <summary>How probable each component is, given the noisy points: [B, K], rows sum to 1.</summary>
    public Tensor Responsibilities(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        return LogJoint(Points(x), level).softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>The natural logarithm of the density of the noisy points: [B].</summary>
    public Tensor LogDensity(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        return LogJoint(Points(x), level).logsumexp(1).MoveToOuterDisposeScope();
    }

    /// <summary>Draws clean points: [count, D], float32.</summary>
    public Tensor Draw(int count, Generator? generator = null)
    {
        if (count < 1)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"Draw at least 1 point, not {count}.");
        using var scope = NewDisposeScope();
        var chosen = multinomial(tensor(weights), count, true, generator);
        var centres = stack([.. means.Select(mean => tensor(mean))]).index_select(0, chosen);
        var spread = tensor(stds).index_select(0, chosen).unsqueeze(1);
        var noise = randn([count, Dimensions], ScalarType.Float64, generator: generator);
        return (centres + spread * noise).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private Tensor Points(Tensor x)
    {
        if (x.numel() % Dimensions != 0 || (Dimensions > 1 && x.shape[^1] != Dimensions))
            throw new ArgumentException(
                $"This mixture lives in {Dimensions} dimensions: give points [B, {Dimensions}], not "
                + $"[{string.Join(", ", x.shape)}].",
                nameof(x));
        return x.reshape(-1, Dimensions);
    }

    /// <summary>
    /// Each component's answer, mean + trust · (x - alpha · mean), weighted by its responsibility: [B, D].
    /// </summary>
    private Tensor MixMeans(Tensor points, NoiseLevel level)
    {
        var trust = stds.Select((std, k) => level.Alpha * std * std / Variance(k, level)).ToArray();
        var answers = Centres(points)
            + tensor(trust, points.dtype, points.device).unsqueeze(1) * Offsets(points, level);
        return (LogJoint(points, level).softmax(1).unsqueeze(2) * answers).sum(1);
    }

    /// <summary>log(weight · density) of each component at each point: [B, K].</summary>
    private Tensor LogJoint(Tensor points, NoiseLevel level)
    {
        var variances = stds.Select((_, k) => Variance(k, level)).ToArray();
        var heights = weights.Select(
            (weight, k) => Math.Log(weight) - 0.5 * Dimensions * Math.Log(2 * Math.PI * variances[k])).ToArray();
        var halved = variances.Select(variance => 0.5 / variance).ToArray();
        return tensor(heights, points.dtype, points.device)
            - Offsets(points, level).square().sum(2) * tensor(halved, points.dtype, points.device);
    }

    /// <summary>x - alpha · mean: [B, K, D].</summary>
    private Tensor Offsets(Tensor points, NoiseLevel level) => points.unsqueeze(1) - level.Alpha * Centres(points);

    private Tensor Centres(Tensor like) => ConstantsLike(like).Centres;

    /// <summary>
    /// The mixture's numbers as tensors beside those points; made once, as a training asks a thousand times.
    /// </summary>
    private Constants ConstantsLike(Tensor points)
    {
        var kind = (points.dtype, points.device.ToString());
        if (constants is { } known && known.Kind == kind) return known;
        Tensor Made(double[] numbers, params long[] shape) =>
            tensor(numbers, shape, points.dtype, points.device).DetachFromDisposeScope();
        var logarithms = weights.Select(weight => Math.Log(weight)).ToArray();
        return constants = new(
            kind, Made(flatMeans, means.Length, Dimensions), Made(stds, means.Length), Made(logarithms, means.Length));
    }

    private double Variance(int k, NoiseLevel level) => level.AlphaBar * stds[k] * stds[k] + level.Sigma * level.Sigma;

    /// <summary>[K, D], [K], and the logarithms of the weights, [K].</summary>
    private sealed record Constants(
        (ScalarType Type, string Device) Kind, Tensor Centres, Tensor Spread, Tensor Heights);
}
