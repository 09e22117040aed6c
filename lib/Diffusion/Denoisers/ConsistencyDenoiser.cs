using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A consistency model (Song et al., "Consistency Models", 2023, equation 5 and appendix C): EDM's preconditioning,
/// bent so that at the least noise the image itself is answered.
/// </summary>
/// <param name="network">Takes scaled images [B, ...] and 250 · log σ [B]; answers [B, ...].</param>
/// <param name="dataStd">σ_data, 0.5.</param>
/// <param name="leastNoise">ε, the SigmaVe at which nothing is left to do, 0.002.</param>
public sealed class ConsistencyDenoiser(
    Func<Tensor, Tensor, Tensor> network, double dataStd = 0.5, double leastNoise = 0.002) : IDenoiser
{
    private readonly double dataStd = dataStd > 0 && double.IsFinite(dataStd) ? dataStd
        : throw new ArgumentOutOfRangeException(
            nameof(dataStd), dataStd, "The standard deviation of the data is above 0; 0.5 for images in [-1, 1].");

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        double sigma = level.On(NoisePath.VarianceExploding).Sigma, above = sigma - leastNoise,
            spread = Math.Sqrt(sigma * sigma + dataStd * dataStd);
        var skip = dataStd * dataStd / (above * above + dataStd * dataStd);
        var scale = above * dataStd / spread;
        var grown = x / level.Alpha;
        var answer = network(
            grown / spread, full([x.shape[0]], 250 * Math.Log(sigma + 1e-44), ScalarType.Float32, x.device));
        var denoised = Denoised.FromX0(skip * grown + scale * answer, x, level);
        return new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
    }
}
