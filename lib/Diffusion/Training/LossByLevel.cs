using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// How well a denoiser does at each noise level: where a training run still gains, and where its floor is.
/// </summary>
public static class LossByLevel
{
    /// <summary>The mean squared error in what a network of this kind predicts, at each of the levels.</summary>
    /// <param name="denoiser">Trained or exact: an exact one gives the smallest possible loss.</param>
    /// <param name="clean">[B, ...], images the network was not trained on; on the denoiser's device.</param>
    /// <param name="levels">Where to measure.</param>
    /// <param name="prediction">In which quantity.</param>
    /// <param name="seed">Of the noise, which is the same for every level.</param>
    public static double[] Measure(
        IDenoiser denoiser, Tensor clean, IReadOnlyList<NoiseLevel> levels, Prediction prediction, ulong seed = 0)
    {
        if (clean.numel() == 0)
            throw new ArgumentException(
                $"Give at least one clean image to measure on, not [{string.Join(", ", clean.shape)}].", nameof(clean));
        using var noGrad = no_grad();
        using var outer = NewDisposeScope();
        using var generator = new Generator(seed);
        var noise = randn(clean.shape, clean.dtype, generator: generator).to(clean.device);
        return [.. levels.Select(level =>
        {
            using var scope = NewDisposeScope();
            var answer = denoiser.Denoise(NoiseMixing.AddNoise(clean, noise, level), level);
            var error = prediction.Target(answer.X0, answer.Epsilon, level) - prediction.Target(clean, noise, level);
            return error.square().mean().to(ScalarType.Float64).item<double>();
        })];
    }
}
