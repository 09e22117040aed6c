using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A network that is being taught: its weights, their running average, what its optimizer remembers.</summary>
internal sealed class Pupil : IDisposable
{
    private readonly FlatParameters weights;
    private readonly FlatParameters? averaged;
    private readonly AdamW optimizer;
    private readonly double clip;

    /// <summary>Begins with the network's weights as they are; it is trained in place and stays the caller's.</summary>
    internal Pupil(DenoisingNetwork network, DistillationOptions options, Device device, bool isAveraged)
    {
        Network = network;
        network.to(device);
        network.ComputeType = options.ComputeType;
        clip = options.GradientClip;
        if (isAveraged)
        {
            Averaged = network.Copy();
            Averaged.to(device);
            Averaged.eval();
            averaged = new(Averaged, withGradients: false);
        }
        weights = new(network, withGradients: true);
        optimizer = new(weights);
    }

    internal DenoisingNetwork Network { get; }

    /// <summary>The same with the average of its weights; freed with the pupil.</summary>
    internal DenoisingNetwork? Averaged { get; }

    /// <summary>A step down the gradient of a loss; the weights stay as they are if that is no number.</summary>
    /// <returns>The loss and the gradient's length; one of them may be no number.</returns>
    internal (double Loss, double Norm) Learn(Tensor loss, double rate)
    {
        loss.backward();
        var (value, norm) = (loss.item<float>(), optimizer.GradientNorm());
        if (!float.IsFinite(value) || !double.IsFinite(norm))
        {
            using var noGrad = no_grad();
            weights.Gradients!.zero_();
            return (value, norm);
        }
        optimizer.Clip(norm, clip);
        optimizer.Step(rate, decay: 0);
        return (value, norm);
    }

    /// <summary>Moves the average towards the weights.</summary>
    /// <param name="kept">How much of itself it keeps.</param>
    internal void Average(double kept)
    {
        using var noGrad = no_grad();
        averaged!.Values.lerp_(weights.Values, 1 - kept);
    }

    /// <summary>All that a checkpoint has to hold.</summary>
    internal IEnumerable<KeyValuePair<string, Tensor>> State(string prefix = "")
    {
        yield return new(prefix + "weights", weights.Values);
        if (averaged is not null) yield return new(prefix + "average", averaged.Values);
        yield return new(prefix + "adam.mean", optimizer.Mean);
        yield return new(prefix + "adam.square", optimizer.Square);
        yield return new(prefix + "adam.count", optimizer.Count);
    }

    public void Dispose()
    {
        Averaged?.Dispose();
        weights.Dispose();
        averaged?.Dispose();
        optimizer.Dispose();
    }
}
