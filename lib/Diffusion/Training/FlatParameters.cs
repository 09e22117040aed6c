using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// All weights of a network in one tensor, and all gradients in another, with the network's own parameters as views:
/// the optimizer and the average then take one call each, however many layers there are.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    internal FlatParameters(nn.Module network, bool withGradients)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parameters = network.parameters().ToArray();
        Values = cat([.. parameters.Select(weights => weights.reshape(-1))]).DetachFromDisposeScope();
        if (withGradients) Gradients = zeros_like(Values).DetachFromDisposeScope();
        long offset = 0;
        foreach (var weights in parameters)
        {
            var shape = weights.shape;
            var size = weights.numel();
            weights.set_(Values.narrow(0, offset, size).reshape(shape));
            if (withGradients) weights.grad = Gradients!.narrow(0, offset, size).reshape(shape);
            offset += size;
        }
    }

    /// <summary>[P], all weights in the order of <c>network.parameters()</c>.</summary>
    internal Tensor Values { get; }

    /// <summary>[P], all gradients, or null where none were asked for.</summary>
    internal Tensor? Gradients { get; }

    public void Dispose()
    {
        Values.Dispose();
        Gradients?.Dispose();
    }
}
