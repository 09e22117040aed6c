using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The denoiser with the smallest possible MSE on a finite data set: the mean of all its images, each weighted by how
/// probable it is that the noisy image was made from it, prior · exp(-|x - Alpha · image|² / 2 Sigma²).
/// </summary>
/// <remarks>
/// What a perfect network, trained for ever on these images, would answer (Karras et al., "Elucidating the Design
/// Space", 2022, appendix B.3). No training is needed. One answer costs two passes over the images; besides them it
/// needs at most 64 MB, whatever the batch.
/// </remarks>
public sealed class DatasetDenoiser : IDenoiser, IDisposable
{
    /// <summary>How many candidates of each noisy image are weighed a second time, in double precision.</summary>
    private const int Refined = 32;

    /// <summary>How many weights are in memory at once while a batch is answered.</summary>
    private const long BlockSize = 8_000_000;

    // Images are kept relative to their mean: |x - a·y|² is computed as a difference of larger numbers, and the nearer
    // these are to 0 the less of float32's precision is lost.
    private readonly Tensor centre, centred, squaredLengths, logPrior;
    private readonly long[] shape;

    /// <summary>Keeps its own copy of the images.</summary>
    /// <param name="images">[N, ...], clean, at least one; all equally probable.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public DatasetDenoiser(Tensor images)
    {
        if (images.dim() < 2 || images.shape[0] == 0)
            throw new ArgumentException(
                $"Give images [N, ...], at least one, not [{string.Join(", ", images.shape)}].", nameof(images));
        TensorInput.RequireFractions(images, nameof(images));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        shape = images.shape[1..];
        var flat = images.reshape(images.shape[0], -1);
        centre = flat.mean([0]).DetachFromDisposeScope();
        centred = (flat - centre).DetachFromDisposeScope();
        squaredLengths = cat([.. centred.split(4096).Select(part => part.square().sum(1))]).DetachFromDisposeScope();
        logPrior = zeros_like(squaredLengths).DetachFromDisposeScope();
    }

    private DatasetDenoiser(DatasetDenoiser all, Tensor logPrior)
    {
        shape = all.shape;
        centre = all.centre.alias().DetachFromDisposeScope();
        centred = all.centred.alias().DetachFromDisposeScope();
        squaredLengths = all.squaredLengths.alias().DetachFromDisposeScope();
        this.logPrior = logPrior;
    }

    /// <summary>N, the number of images.</summary>
    public long Count => centred.shape[0];

    /// <summary>
    /// The same images with something known beforehand: a class label is a mask of zeros and ones (or booleans), a
    /// complete description is 1 for one image. The new denoiser shares this one's memory, and lives on without it.
    /// </summary>
    /// <param name="prior">
    /// [N], how probable each image is before the noisy one is seen: 0 or more, not all 0, of any sum. It multiplies
    /// what was known already.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is not one finite number for each image, or nothing is left possible.
    /// </exception>
    public DatasetDenoiser Given(Tensor prior)
    {
        using var scope = NewDisposeScope();
        if (prior.dim() != 1 || prior.shape[0] != Count)
            throw new ArgumentException(
                $"{Count} images need as many probabilities, [{Count}], not [{string.Join(", ", prior.shape)}].",
                nameof(prior));
        var weights = prior.to(logPrior.dtype).to(logPrior.device);
        if (!(weights.isfinite() & (weights >= 0)).all().item<bool>())
            throw new ArgumentException("A probability is a finite number of 0 or more.", nameof(prior));
        var together = logPrior + weights.log();
        if (double.IsNegativeInfinity(together.max().to(ScalarType.Float64).item<double>()))
            throw new ArgumentException(
                "All images have probability 0: nothing is left to choose from.", nameof(prior));
        return new(this, together.DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shape is not that of the images, or the level has no noise.</exception>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var means = Blocks(x, level, (_, weights) => weights.mm(centred)) + centre;
        var denoised = Denoised.FromX0(means.to(x.dtype).reshape(x.shape), x, level);
        return new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
    }

    /// <summary>How probable each image of the data set is, given the noisy images: [B, N], rows sum to 1.</summary>
    /// <exception cref="ArgumentException">The shape is not that of the images, or the level has no noise.</exception>
    public Tensor Posterior(Tensor x, NoiseLevel level)
    {
        using var quiet = no_grad();
        return Blocks(x, level, (_, weights) => weights);
    }

    /// <summary>
    /// All that is known about the clean image: its candidates' weights, their mean, and how far they differ.
    /// </summary>
    /// <exception cref="ArgumentException">The shape is not that of the images, or the level has no noise.</exception>
    public DatasetPosterior Weigh(Tensor x, NoiseLevel level)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var weights = Posterior(x, level);
        var means = weights.mm(centred);
        // The spread is measured from the most probable image, not from 0: once the others' weights are small, so are
        // the rounding errors that come with them.
        var (_, best) = weights.max(1, keepdim: true);
        var star = centred.index_select(0, best.squeeze(1));
        var distances = star.mm(centred.t()).mul_(-2).add_(squaredLengths)
            .add_(squaredLengths.index_select(0, best.squeeze(1)).unsqueeze(1));
        distances.clamp_(min: 0).scatter_(1, best, zeros_like(best, distances.dtype));
        var variance =
            ((weights * distances).sum(1) - (means - star).square().sum(1)).clamp_(min: 0) / centred.shape[1];
        return new(
            weights.MoveToOuterDisposeScope(),
            (means + centre).reshape([x.shape[0], .. shape]).MoveToOuterDisposeScope(),
            special.entr(weights).sum(1).MoveToOuterDisposeScope(), variance.MoveToOuterDisposeScope());
    }

    /// <summary>Frees this denoiser's hold on the images.</summary>
    public void Dispose()
    {
        centre.Dispose();
        centred.Dispose();
        squaredLengths.Dispose();
        logPrior.Dispose();
    }

    /// <summary>Goes through the batch a few noisy images at a time, so that memory does not grow with it.</summary>
    private Tensor Blocks(Tensor x, NoiseLevel level, Func<Tensor, Tensor, Tensor> answer)
    {
        if (x.dim() != shape.Length + 1 || x.shape[0] == 0 || !x.shape[1..].SequenceEqual(shape))
            throw new ArgumentException(
                $"The data set's images are [{string.Join(", ", shape)}]; give a batch of such, at least one, not "
                + $"[{string.Join(", ", x.shape)}].", nameof(x));
        if (level.Sigma == 0)
            throw new ArgumentException(
                "Without noise there is nothing to weigh: ask at a level with Sigma above 0.", nameof(level));
        using var scope = NewDisposeScope();
        var points = x.reshape(x.shape[0], -1).to(centred.dtype);
        var rows = (int)Math.Max(1, BlockSize / Count);
        List<Tensor> blocks = [];
        for (var from = 0L; from < points.shape[0]; from += rows)
        {
            Interruption.Point();
            using var block = NewDisposeScope();
            var some = points.narrow(0, from, Math.Min(rows, points.shape[0] - from));
            blocks.Add(answer(some, Weights(some, level)).MoveToOuterDisposeScope());
        }
        return (blocks.Count == 1 ? blocks[0] : cat(blocks, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>The posterior of a few noisy images: [b, N].</summary>
    private Tensor Weights(Tensor points, NoiseLevel level)
    {
        var precision = 1 / (level.Sigma * level.Sigma);
        var relative = points - level.Alpha * centre;
        // -|x - a·y|² / 2s² = (2a x·y - a²|y|² - |x|²) / 2s²; the last term is the same for all images and falls out of
        // the softmax.
        var ownTerm = logPrior - 0.5 * level.AlphaBar * precision * squaredLengths;
        var scores = addmm(ownTerm, relative * (level.Alpha * precision), centred.t(), 1, 1);
        Interruption.Point();
        Refine(scores, relative, level, precision);
        Interruption.Point();
        // Weights too small to matter become 0: numbers below 10^-38 make the product with the images several times
        // slower.
        return nn.functional.threshold(scores.softmax(1), 1e-30, 0);
    }

    /// <summary>
    /// Replaces the largest scores by exact ones, all relative to the largest. With little noise the scores are so
    /// large (10⁶) that float32 cannot tell apart neighbours whose scores differ by 1; and then the nearest few hold
    /// all weight.
    /// </summary>
    private void Refine(Tensor scores, Tensor relative, NoiseLevel level, double precision)
    {
        var (b, k) = (relative.shape[0], Math.Min(Refined, Count));
        var (_, nearest) = scores.topk((int)k, 1, sorted: false);
        var candidates = centred.index_select(0, nearest.flatten()).reshape(b, k, -1).to(ScalarType.Float64);
        Interruption.Point();
        var point = relative.to(ScalarType.Float64);
        var distances = (point.unsqueeze(1) - level.Alpha * candidates).pow_(2).sum(2)
            - point.square().sum(1, keepdim: true);
        var exact = logPrior.to(ScalarType.Float64).take(nearest) - 0.5 * precision * distances;
        var peak = exact.amax([1], keepdim: true);
        scores.sub_(peak.to(scores.dtype));
        scores.scatter_(1, nearest, (exact - peak).to(scores.dtype));
    }
}
