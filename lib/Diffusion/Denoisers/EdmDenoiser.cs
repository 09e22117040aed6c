using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A network with EDM's preconditioning (Karras et al., 2022, equation 7 and table 1): it sees an input of unit
/// variance and log(σ)/4, and answers a mixture of image and noise of unit variance at every level.
/// </summary>
/// <param name="network">Takes scaled images [B, ...] and c_noise [B]; answers [B, ...].</param>
/// <param name="dataStd">σ_data, the standard deviation of the data; 0.5 for images in [-1, 1].</param>
public sealed class EdmDenoiser(Func<Tensor, Tensor, Tensor> network, double dataStd = 0.5) : IDenoiser
{
    private readonly double dataStd = dataStd > 0 && double.IsFinite(dataStd) ? dataStd
        : throw new ArgumentOutOfRangeException(
            nameof(dataStd), dataStd, "The standard deviation of the data is above 0; 0.5 for images in [-1, 1].");

    /// <summary>
    /// The weights of the image, of the answer and of the input, and what the network is told of the noise.
    /// </summary>
    public static (double Skip, double Out, double In, double Noise) Weights(double sigma, double dataStd)
    {
        var variance = sigma * sigma + dataStd * dataStd;
        return (dataStd * dataStd / variance, sigma * dataStd / Math.Sqrt(variance), 1 / Math.Sqrt(variance),
            Math.Log(sigma) / 4);
    }

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        var (skip, scale, input, noise) = Weights(level.On(NoisePath.VarianceExploding).Sigma, dataStd);
        var grown = x / level.Alpha;
        var answer = network(input * grown, full([x.shape[0]], noise, ScalarType.Float32, x.device));
        var denoised = Denoised.FromX0(skip * grown + scale * answer, x, level);
        return new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
    }
}
