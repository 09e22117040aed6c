using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>The posterior of one noisy image over a data set: loops over doubles, nothing else.</summary>
internal sealed record BruteForce(double[] Weights, double[] Mean, double Entropy, double Variance)
{
    public static BruteForce Of(Tensor images, Tensor x, NoiseLevel level, float[]? prior)
    {
        var pixels = (int)(images.numel() / images.shape[0]);
        var all = images.to(ScalarType.Float64).data<double>().ToArray().Chunk(pixels).ToArray();
        var point = x.to(ScalarType.Float64).data<double>().ToArray();
        var scores = all.Select((image, i) =>
            Math.Log(prior?[i] ?? 1) - Enumerable.Range(0, pixels)
                .Sum(p => Square(point[p] - level.Alpha * image[p])) / (2 * Square(level.Sigma))).ToArray();
        var likelihoods = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
        var weights = likelihoods.Select(likelihood => likelihood / likelihoods.Sum()).ToArray();
        var mean = Enumerable.Range(0, pixels)
            .Select(p => all.Select((image, i) => weights[i] * image[p]).Sum()).ToArray();
        var variance = all.Select((image, i) =>
            weights[i] * Enumerable.Range(0, pixels).Sum(p => Square(image[p] - mean[p]))).Sum() / pixels;
        return new(
            weights, mean, -weights.Where(weight => weight > 0).Sum(weight => weight * Math.Log(weight)), variance);
    }

    private static double Square(double value) => value * value;
}
