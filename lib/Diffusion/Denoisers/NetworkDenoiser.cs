using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A trained network as a denoiser: tells it the timestep at which its own schedule is as noisy as the level, shows it
/// the image at the size it was trained on, and reads its answer by what it was trained to predict. So it takes levels
/// of every path and list. Levels beyond its schedule's ends get the nearest timestep it knows.
/// </summary>
/// <param name="network">Takes noisy images [B, ...] and timesteps [B]; answers [B, ...].</param>
/// <param name="prediction">What the answer means.</param>
/// <param name="schedule">The noise levels it was trained on.</param>
/// <param name="path">
/// The path on which it was trained; networks of <see cref="Trainer"/> preserve the variance.
/// </param>
public sealed class NetworkDenoiser(
    Func<Tensor, Tensor, Tensor> network, Prediction prediction, NoiseSchedule schedule,
    NoisePath path = NoisePath.VariancePreserving)
    : IDenoiser
{
    /// <summary>A TorchSharp module with <c>forward(images, timesteps)</c>.</summary>
    public NetworkDenoiser(
        nn.Module<Tensor, Tensor, Tensor> network, Prediction prediction, NoiseSchedule schedule,
        NoisePath path = NoisePath.VariancePreserving)
        : this(network.forward, prediction, schedule, path)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">
    /// The network's answer says nothing about the image at pure noise, or has another shape than the image.
    /// </exception>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        var (trained, size) = (level.On(path), level.SizeOn(path));
        using var timesteps = full([x.shape[0]], schedule.TimestepOf(level), ScalarType.Float32, x.device);
        using var seen = size == 1 ? x.alias() : x / size;
        using var output = network(seen, timesteps);
        if (!output.shape.SequenceEqual(x.shape))
            throw new InvalidOperationException(
                $"The network answered [{string.Join(", ", output.shape)}] to images [{string.Join(", ", x.shape)}]: "
                + "a denoiser's answer has the shape of what it saw.");
        return prediction.Read(output, seen, trained);
    }
}
