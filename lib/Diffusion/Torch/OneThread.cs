using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Computes on the calling thread alone while it lives. A small product is done before a second thread has woken up: a
/// step of a network for points takes up to twice as long on two.
/// </summary>
internal sealed class OneThread : IDisposable
{
    private readonly int before = get_num_threads();

    private OneThread() => set_num_threads(1);

    /// <summary>For a batch that is small for its network; null, and so nothing, for others.</summary>
    internal static OneThread? For(DenoisingNetwork network, long examples) =>
        network.IsSmallFor(examples) ? new() : null;

    public void Dispose() => set_num_threads(before);
}
