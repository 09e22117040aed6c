using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A trained network as a denoiser: calls it, and reads its answer by what it was trained to predict.</summary>
/// <param name="network">Takes noisy images [B, ...] and timesteps [B]; answers [B, ...].</param>
/// <param name="prediction">What the answer means.</param>
public sealed class NetworkDenoiser(Func<Tensor, Tensor, Tensor> network, Prediction prediction) : IDenoiser
{
    /// <summary>A TorchSharp module with <c>forward(images, timesteps)</c>.</summary>
    public NetworkDenoiser(nn.Module<Tensor, Tensor, Tensor> network, Prediction prediction)
        : this(network.forward, prediction)
    {
    }

    /// <summary>What the network was trained to answer.</summary>
    public Prediction Prediction => prediction;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The level has no timestep that the network could be told.</exception>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        if (double.IsNaN(level.T))
            throw new ArgumentException(
                "This noise level has no timestep, and the network has to be told one: take levels from a NoiseSchedule, and give "
                + $"samplers that look between levels their schedule ({level}).", nameof(level));
        using var timesteps = full([x.shape[0]], level.T, ScalarType.Float32, x.device);
        using var output = network(x, timesteps);
        if (!output.shape.SequenceEqual(x.shape))
            throw new InvalidOperationException(
                $"The network answered [{string.Join(", ", output.shape)}] to images [{string.Join(", ", x.shape)}]: "
                + "a denoiser's answer has the shape of what it saw.");
        return prediction.Read(output, x, level);
    }
}
